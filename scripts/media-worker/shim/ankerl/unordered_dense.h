// The part of ankerl::unordered_dense that mediasoup's worker uses, on the standard containers: Debian
// bookworm has no package of the original.
#pragma once
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	// The worker hashes sequence numbers, ports and addresses, for which std::hash is the value itself;
	// the rounds of splitmix64 spread neighbouring values over all buckets.
	template<typename T>
	struct hash
	{
		using is_avalanching = void;

		uint64_t operator()(const T& value) const noexcept
		{
			uint64_t bits = std::hash<T>{}(value);

			bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
			bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;

			return bits ^ (bits >> 31);
		}
	};

	template<typename Key, typename Value, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<typename Key, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense
