/*
 * Delayed, lossy links between network namespaces, for kernels without netem.
 *
 *   links ONE_WAY_US LOSS_PERMILLE SEED HUB LEAF...
 *
 * HUB and each LEAF are names of existing network namespaces. For every leaf a pair of tun devices is made:
 * `hub` inside the leaf, `leafN` (from 0) inside the hub. A packet read from one end is written to the other
 * ONE_WAY_US microseconds later, or dropped with a chance of LOSS_PERMILLE in either direction.
 *
 * Prints "ready" when the devices exist. Reads lines from stdin: `seed N` starts the same sequence of losses
 * again. At end of input, SIGINT or SIGTERM it deletes the namespaces it was given: its parent holds the other end
 * of stdin, so nothing is left behind however the parent dies.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LEAVES = 8, MAX_ENDS = 2 * MAX_LEAVES, MTU = 1500, QUEUE = 1 << 15, BATCH = 64 };

typedef struct {
  int64_t due; /* monotonic, ns */
  int to;      /* index into `ends` */
  int length;
  unsigned char bytes[MTU];
} Packet;

/* Ends 2i and 2i+1 are the hub's and the leaf's side of link i, so the other side of e is e ^ 1. */
static int ends[MAX_ENDS];
static uint64_t dice[MAX_ENDS];
static int end_count;

/* Every packet waits equally long: the queue of all links together is in order of time. */
static Packet *queue;
static unsigned head, tail;

static volatile sig_atomic_t stopping;

static void stop(int signal_number) {
  (void)signal_number;
  stopping = 1;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void seed(uint64_t value) {
  for (int e = 0; e < end_count; e++) dice[e] = (value + 1) * 0x9E3779B97F4A7C15ULL + (uint64_t)e * 0xD1B54A32D192ED03ULL;
}

/* splitmix64: each direction has its own sequence, so traffic one way does not change the losses the other way. */
static int lost(int end, unsigned permille) {
  uint64_t z = (dice[end] += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  z ^= z >> 31;
  return z % 1000 < permille;
}

static int open_tun(const char *namespace_name, const char *device) {
  char path[128];
  snprintf(path, sizeof path, "/run/netns/%s", namespace_name);
  int ns = open(path, O_RDONLY | O_CLOEXEC);
  if (ns < 0) fail(path);
  if (setns(ns, CLONE_NEWNET) < 0) fail("setns");
  close(ns);
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) fail("/dev/net/tun");
  struct ifreq request = {0};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  snprintf(request.ifr_name, sizeof request.ifr_name, "%s", device);
  if (ioctl(tun, TUNSETIFF, &request) < 0) fail("TUNSETIFF");
  return tun;
}

static void delete_namespace(const char *name) {
  char path[128];
  snprintf(path, sizeof path, "/run/netns/%s", name);
  umount2(path, MNT_DETACH);
  unlink(path);
}

static void deliver_due(void) {
  int64_t now = now_ns();
  for (; head != tail && queue[head % QUEUE].due <= now; head++) {
    Packet *p = &queue[head % QUEUE];
    /* A device that is still down, or full, drops the packet as a real one would. */
    if (write(ends[p->to], p->bytes, p->length) < 0) continue;
  }
}

static void take_in(int end, int64_t one_way_ns, unsigned permille) {
  for (int i = 0; i < BATCH && tail - head < QUEUE; i++) {
    Packet *p = &queue[tail % QUEUE];
    ssize_t length = read(ends[end], p->bytes, sizeof p->bytes);
    if (length <= 0) return;
    if (lost(end, permille)) continue;
    p->length = (int)length;
    p->to = end ^ 1;
    p->due = now_ns() + one_way_ns;
    tail++;
  }
}

static void obey(void) {
  char text[64];
  ssize_t length = read(STDIN_FILENO, text, sizeof text - 1);
  if (length == 0 || (length < 0 && errno != EINTR)) stopping = 1;
  if (length <= 0) return;
  text[length] = 0;
  unsigned long long value;
  if (sscanf(text, "seed %llu", &value) == 1) seed(value);
}

int main(int argc, char **argv) {
  if (argc < 6 || argc - 5 > MAX_LEAVES) {
    fprintf(stderr, "usage: links ONE_WAY_US LOSS_PERMILLE SEED HUB LEAF...\n");
    return 2;
  }
  int64_t one_way_ns = atoll(argv[1]) * 1000;
  unsigned permille = (unsigned)atoi(argv[2]);
  queue = malloc(sizeof(Packet) * QUEUE);
  if (!queue) fail("malloc");

  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  prctl(PR_SET_TIMERSLACK, 1UL);
  /* A network does not slow down because the machines at its ends are busy. */
  struct sched_param urgent = {.sched_priority = 10};
  sched_setscheduler(0, SCHED_FIFO, &urgent);

  for (int i = 0; i < argc - 5; i++) {
    char device[IFNAMSIZ];
    snprintf(device, sizeof device, "leaf%d", i);
    ends[end_count++] = open_tun(argv[4], device);
    ends[end_count++] = open_tun(argv[5 + i], "hub");
  }
  seed(strtoull(argv[3], NULL, 10));
  puts("ready");
  fflush(stdout);

  struct pollfd watched[MAX_ENDS + 1];
  for (int e = 0; e < end_count; e++) watched[e] = (struct pollfd){ends[e], POLLIN, 0};
  watched[end_count] = (struct pollfd){STDIN_FILENO, POLLIN, 0};

  while (!stopping) {
    deliver_due();
    struct timespec wait = {1, 0};
    if (head != tail) {
      int64_t left = queue[head % QUEUE].due - now_ns();
      if (left < 0) left = 0;
      wait.tv_sec = left / 1000000000LL;
      wait.tv_nsec = left % 1000000000LL;
    }
    if (ppoll(watched, (nfds_t)end_count + 1, &wait, NULL) <= 0) continue;
    for (int e = 0; e < end_count; e++)
      if (watched[e].revents) take_in(e, one_way_ns, permille);
    if (watched[end_count].revents) obey();
  }
  for (int i = 4; i < argc; i++) delete_namespace(argv[i]);
  return 0;
}
