// What mediasoup's worker calls of libsrtp 3, on top of the libsrtp 2.5 that Debian has the source of.
//
// Two things are new in libsrtp 3: protect and unprotect read from one buffer and write to another (they
// worked in place), and the policy is an opaque object with setters (it was a plain struct). Overloads and a
// small class give both. Master key identifiers are not offered: the worker never uses them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

// libsrtp 2 calls its struct by the name that libsrtp 3 gives the handle.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

// Results that libsrtp 2 does not have; the worker has sentences for them.
#define srtp_err_status_buffer_small (static_cast<srtp_err_status_t>(28))
#define srtp_err_status_cryptex_err (static_cast<srtp_err_status_t>(29))

namespace kanhuo_srtp
{
	// RFC 3711: an SRTCP packet carries the E flag and its index before the tag.
	inline constexpr size_t RtcpTrailerLength{ 4 };

	// Copies the packet to the output buffer and lets `inPlace` work there; it may append `growth` octets.
	template<typename InPlace>
	srtp_err_status_t run(
	  InPlace inPlace,
	  srtp_t session,
	  const uint8_t* input,
	  size_t inputLength,
	  uint8_t* output,
	  size_t* outputLength,
	  size_t growth)
	{
		// Lengths are int in libsrtp 2; no packet is longer than a UDP datagram.
		if (inputLength > UINT16_MAX || inputLength + growth > *outputLength)
		{
			return srtp_err_status_buffer_small;
		}

		if (input != output)
		{
			std::memmove(output, input, inputLength);
		}

		int length        = static_cast<int>(inputLength);
		const auto status = inPlace(session, output, &length);

		if (status == srtp_err_status_ok)
		{
			*outputLength = static_cast<size_t>(length);
		}

		return status;
	}

	using Call = srtp_err_status_t (*)(srtp_t, void*, int*);
} // namespace kanhuo_srtp

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* in, size_t inLength, uint8_t* out, size_t* outLength, size_t /*mkiIndex*/)
{
	const auto call = static_cast<kanhuo_srtp::Call>(::srtp_protect);

	return kanhuo_srtp::run(call, session, in, inLength, out, outLength, SRTP_MAX_TAG_LEN);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLength, uint8_t* out, size_t* outLength, size_t /*mkiIndex*/)
{
	const auto call   = static_cast<kanhuo_srtp::Call>(::srtp_protect_rtcp);
	const auto growth = SRTP_MAX_TAG_LEN + kanhuo_srtp::RtcpTrailerLength;

	return kanhuo_srtp::run(call, session, in, inLength, out, outLength, growth);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* in, size_t inLength, uint8_t* out, size_t* outLength)
{
	const auto call = static_cast<kanhuo_srtp::Call>(::srtp_unprotect);

	return kanhuo_srtp::run(call, session, in, inLength, out, outLength, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLength, uint8_t* out, size_t* outLength)
{
	const auto call = static_cast<kanhuo_srtp::Call>(::srtp_unprotect_rtcp);

	return kanhuo_srtp::run(call, session, in, inLength, out, outLength, 0);
}

// Both versions take the SSRC in network order here, and the worker hands it over so.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return ::srtp_remove_stream(session, ssrc);
}

namespace kanhuo_srtp
{
	struct Policy
	{
		srtp2_policy_t settings{};
		uint8_t key[SRTP_MAX_KEY_LEN]{};
	};
} // namespace kanhuo_srtp

using srtp_policy_t = kanhuo_srtp::Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new kanhuo_srtp::Policy();

	return srtp_err_status_ok;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	if (policy == nullptr)
	{
		return;
	}

	// Through a volatile pointer, so that the compiler does not drop the wiping of the key.
	volatile uint8_t* key = policy->key;

	for (size_t i = 0; i < sizeof(policy->key); ++i)
	{
		key[i] = 0;
	}

	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->settings.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->settings.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->settings.rtcp, profile);
}

// libsrtp 2 wants key and salt behind each other in one buffer that outlives srtp_create().
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLength,
  const uint8_t* salt,
  size_t saltLength,
  const uint8_t* /*mki*/,
  size_t mkiLength)
{
	// The profile must have been set before: it is what tells the length.
	const auto expected = static_cast<size_t>(policy->settings.rtp.cipher_key_len);

	if (
	  mkiLength != 0 || policy->settings.key != nullptr || keyLength + saltLength != expected ||
	  expected > sizeof(policy->key))
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key, key, keyLength);
	std::memcpy(policy->key + keyLength, salt, saltLength);
	policy->settings.key = policy->key;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->settings.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t size)
{
	policy->settings.window_size = static_cast<unsigned long>(size);

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	if (policy->settings.key == nullptr)
	{
		return srtp_err_status_bad_param;
	}

	return ::srtp_create(session, static_cast<const srtp2_policy_t*>(&policy->settings));
}
