/* ping(8): ICMP echo requests and what comes back. -c count, -i seconds, -W seconds, -s bytes, -t ttl, -n, -q. Output as iputils writes it. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <netdb.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int fd, isRaw, quiet, size = 56;
static const char *name;
static struct sockaddr_in target;
static long sent, received, errors;
static double least = 1e9, most, sum, squares;
static volatile sig_atomic_t stopped;

static void onInterrupt(int signal)
{
	(void)signal;
	stopped = 1;
}

static double now(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1000 + (double)at.tv_nsec / 1e6;
}

static uint16_t checksum(const void *bytes, int length)
{
	const unsigned char *b = bytes;
	unsigned total = 0;
	for (int i = 0; i + 1 < length; i += 2) total += (unsigned)(b[i] << 8 | b[i + 1]);
	if (length & 1) total += (unsigned)(b[length - 1] << 8);
	while (total >> 16) total = (total & 0xffff) + (total >> 16);
	return htons((uint16_t)~total);
}

/* A request with the time it was sent in its data. */
static void request(void)
{
	unsigned char packet[65536] = {0};
	struct icmphdr *icmp = (struct icmphdr *)packet;
	icmp->type = ICMP_ECHO;
	icmp->un.echo.id = htons((uint16_t)getpid());
	icmp->un.echo.sequence = htons((uint16_t)++sent);
	for (int i = 0; i < size; i++) packet[8 + i] = (unsigned char)i;
	double time = now();
	if (size >= (int)sizeof time) memcpy(packet + 8, &time, sizeof time);
	icmp->checksum = checksum(packet, 8 + size);
	if (sendto(fd, packet, (size_t)(8 + size), 0, (struct sockaddr *)&target, sizeof target) < 0)
		fprintf(stderr, "ping: sendmsg: %s\n", strerror(errno));
}

static const char *unreachable(int code)
{
	static const char *const texts[] = {"Destination Net Unreachable", "Destination Host Unreachable",
		"Destination Protocol Unreachable", "Destination Port Unreachable"};
	return code < 4 ? texts[code] : "Dest Unreachable";
}

/* What an error quotes must be one of our requests. */
static void error(const struct icmphdr *icmp, int length, struct in_addr from)
{
	const unsigned char *inner = (const unsigned char *)icmp + 8;
	if (length < 8 + 20 + 8) return;
	const struct icmphdr *ours = (const struct icmphdr *)(inner + (inner[0] & 15) * 4);
	if (ours->type != ICMP_ECHO || ntohs(ours->un.echo.id) != (uint16_t)getpid()) return;
	errors++;
	printf("From %s icmp_seq=%d %s\n", inet_ntoa(from), ntohs(ours->un.echo.sequence),
		icmp->type == ICMP_TIME_EXCEEDED ? "Time to live exceeded" : unreachable(icmp->code));
}

/* Takes one packet; 1: it was an answer to us. */
static int reply(void)
{
	unsigned char packet[65536];
	char control[64];
	struct sockaddr_in from;
	struct iovec part = {packet, sizeof packet};
	struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof control};
	int length = (int)recvmsg(fd, &message, 0), ttl = 64;
	if (length < 0) return 0;
	unsigned char *at = packet;
	if (isRaw) {
		ttl = packet[8];
		int header = (packet[0] & 15) * 4;
		at += header;
		length -= header;
	} else
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
			if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) ttl = *(int *)CMSG_DATA(c);
	struct icmphdr *icmp = (struct icmphdr *)at;
	if (length < 8) return 0;
	if (icmp->type == ICMP_DEST_UNREACH || icmp->type == ICMP_TIME_EXCEEDED) error(icmp, length, from.sin_addr);
	if (icmp->type != ICMP_ECHOREPLY || (isRaw && ntohs(icmp->un.echo.id) != (uint16_t)getpid())) return 0;
	received++;
	double time = -1;
	if (size >= (int)sizeof time) {
		memcpy(&time, at + 8, sizeof time);
		time = now() - time;
		if (time < least) least = time;
		if (time > most) most = time;
		sum += time;
		squares += time * time;
	}
	if (quiet) return 1;
	printf("%d bytes from ", length);
	if (strcmp(name, inet_ntoa(target.sin_addr))) printf("%s (%s)", name, inet_ntoa(from.sin_addr));
	else printf("%s", inet_ntoa(from.sin_addr));
	printf(": icmp_seq=%d ttl=%d", ntohs(icmp->un.echo.sequence), ttl);
	if (time >= 0) printf(time < 0.9995 ? " time=%.3f ms" : time < 9.995 ? " time=%.2f ms" : time < 99.95 ? " time=%.1f ms" : " time=%.0f ms", time);
	putchar('\n');
	fflush(stdout);
	return 1;
}

/* Answers until `until` (ms), or until all that were asked for have come. */
static void listenUntil(double until, long enough)
{
	for (double left; !stopped && received + errors < enough && (left = until - now()) > 0;) {
		struct pollfd ready = {.fd = fd, .events = POLLIN};
		if (poll(&ready, 1, (int)ceil(left)) > 0) reply();
	}
}

static void summary(double began)
{
	printf("\n--- %s ping statistics ---\n%ld packets transmitted, %ld received, ", name, sent, received);
	if (errors) printf("+%ld errors, ", errors);
	printf("%ld%% packet loss, time %.0fms\n", sent ? (sent - received) * 100 / sent : 0, now() - began);
	if (!received || sum == 0) return;
	double mean = sum / (double)received, deviation = sqrt(fmax(0, squares / (double)received - mean * mean));
	printf("rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms\n", least, mean, most, deviation);
}

static int usage(void)
{
	fprintf(stderr, "Usage: ping [-nq] [-c count] [-i interval] [-s size] [-t ttl] [-W timeout] destination\n");
	return 2;
}

int main(int argc, char **argv)
{
	long count = -1;
	double interval = 1, timeout = 10;
	int ttl = 0;
	for (int c; (c = getopt(argc, argv, "c:i:W:s:t:nq")) != -1;) switch (c) {
		case 'c': count = atol(optarg); break;
		case 'i': interval = atof(optarg); break;
		case 'W': timeout = atof(optarg); break;
		case 's': size = atoi(optarg); break;
		case 't': ttl = atoi(optarg); break;
		case 'n': break;
		case 'q': quiet = 1; break;
		default: return usage();
		}
	if (optind + 1 != argc || size < 0 || size > 65507) return usage();
	name = argv[optind];
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM}, *found;
	int failed = getaddrinfo(name, NULL, &hints, &found);
	if (failed) {
		fprintf(stderr, "ping: %s: %s\n", name, gai_strerror(failed));
		return 2;
	}
	target = *(struct sockaddr_in *)found->ai_addr;
	isRaw = (fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)) >= 0;
	if (!isRaw && (fd = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)) < 0) {
		fprintf(stderr, "ping: socket: %s\n", strerror(errno));
		return 2;
	}
	int on = 1;
	setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
	if (ttl) setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl);
	struct sigaction action = {.sa_handler = onInterrupt};
	sigaction(SIGINT, &action, NULL);
	printf("PING %s (%s) %d(%d) bytes of data.\n", name, inet_ntoa(target.sin_addr), size, size + 28);
	fflush(stdout);
	double began = now();
	for (double next = began; !stopped && (count < 0 || sent < count); next += interval * 1000) {
		request();
		if (count >= 0 && sent == count) listenUntil(now() + timeout * 1000, count);
		else listenUntil(next + interval * 1000, 1L << 60);
	}
	summary(began);
	return received > 0 ? 0 : 1;
}
