/*
 * ip(8): devices, addresses, routes and neighbours by rtnetlink(7).
 *   ip [link|addr|route|neigh] [show]     ip link set DEV up|down|mtu N|netns PID|name NEW     ip link add A type veth peer name B
 *   ip link del DEV     ip addr add|del ADDRESS/PREFIX dev DEV     ip route add|del TARGET [via GATEWAY] [dev DEV] [metric N]
 *   ip route get ADDRESS     ip neigh add|del ADDRESS [lladdr MAC] dev DEV
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 1024, KINDS = 64 };

static int fd, brief;
static unsigned sequence;

struct message {
	struct nlmsghdr head;
	char body[ROOM];
};

static _Noreturn void die(const char *text, const char *about)
{
	fprintf(stderr, text, about);
	fputc('\n', stderr);
	exit(1);
}

/* ---- messages out */

static struct message begin(int type, int flags, const void *fixed, size_t size)
{
	struct message m = {.head = {.nlmsg_type = (unsigned short)type, .nlmsg_flags = (unsigned short)(NLM_F_REQUEST | flags)}};
	memcpy(m.body, fixed, size);
	m.head.nlmsg_len = (unsigned)NLMSG_LENGTH(size);
	m.head.nlmsg_seq = ++sequence;
	return m;
}

static struct rtattr *add(struct message *m, int type, const void *data, size_t size)
{
	struct rtattr *at = (struct rtattr *)((char *)m + NLMSG_ALIGN(m->head.nlmsg_len));
	at->rta_type = (unsigned short)type;
	at->rta_len = (unsigned short)RTA_LENGTH(size);
	if (size) memcpy(RTA_DATA(at), data, size);
	m->head.nlmsg_len = NLMSG_ALIGN(m->head.nlmsg_len) + RTA_ALIGN(at->rta_len);
	return at;
}

static void addText(struct message *m, int type, const char *text) { add(m, type, text, strlen(text) + 1); }

/* The nested attribute ends here. */
static void endNest(struct message *m, struct rtattr *nest)
{
	nest->rta_len = (unsigned short)((char *)m + NLMSG_ALIGN(m->head.nlmsg_len) - (char *)nest);
}

/* Sends and gives each message of the answer to `take`. Ends the program when the kernel refuses. */
static void talk(struct message *m, void (*take)(struct nlmsghdr *))
{
	static char buffer[65536];
	m->head.nlmsg_flags |= take ? 0 : NLM_F_ACK;
	if (send(fd, m, m->head.nlmsg_len, 0) < 0) die("Cannot send netlink message: %s", strerror(errno));
	for (;;) {
		int length = (int)recv(fd, buffer, sizeof buffer, 0);
		if (length < 0) die("netlink receive error %s", strerror(errno));
		for (struct nlmsghdr *at = (struct nlmsghdr *)buffer; NLMSG_OK(at, length); at = NLMSG_NEXT(at, length)) {
			if (at->nlmsg_type == NLMSG_DONE) return;
			if (at->nlmsg_type == NLMSG_ERROR) {
				int error = ((struct nlmsgerr *)NLMSG_DATA(at))->error;
				if (error) {
					fprintf(stderr, "RTNETLINK answers: %s\n", strerror(-error));
					exit(2);
				}
				return;
			}
			if (take) take(at);
			if (!(at->nlmsg_flags & NLM_F_MULTI)) return;
		}
	}
}

/* The attributes behind a fixed part, by kind. */
static void attributes(struct nlmsghdr *head, size_t fixed, struct rtattr **to)
{
	memset(to, 0, KINDS * sizeof *to);
	struct rtattr *at = (struct rtattr *)((char *)NLMSG_DATA(head) + NLMSG_ALIGN(fixed));
	for (int left = (int)(head->nlmsg_len - NLMSG_LENGTH(fixed)); RTA_OK(at, left); at = RTA_NEXT(at, left))
		if (at->rta_type < KINDS) to[at->rta_type] = at;
}

static const char *address(struct rtattr *at) { return inet_ntoa(*(struct in_addr *)RTA_DATA(at)); }
static unsigned number(struct rtattr *at) { return at ? *(unsigned *)RTA_DATA(at) : 0; }

static unsigned deviceIndex(const char *name)
{
	unsigned index = if_nametoindex(name);
	if (!index) die("Cannot find device \"%s\"", name);
	return index;
}

/* ---- links and addresses */

static const char *onlyDevice;
static int withAddresses;
static struct nlmsghdr *addressList[256];
static int addressCount;

static void keepAddress(struct nlmsghdr *at)
{
	if (addressCount == 256) return;
	struct nlmsghdr *copy = malloc(at->nlmsg_len);
	memcpy(copy, at, at->nlmsg_len);
	addressList[addressCount++] = copy;
}

static void printFlags(unsigned flags)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {{IFF_LOOPBACK, "LOOPBACK"}, {IFF_BROADCAST, "BROADCAST"}, {IFF_POINTOPOINT, "POINTOPOINT"},
		{IFF_MULTICAST, "MULTICAST"}, {IFF_NOARP, "NOARP"}, {IFF_PROMISC, "PROMISC"}, {IFF_UP, "UP"}, {IFF_LOWER_UP, "LOWER_UP"}};
	int any = 0;
	putchar('<');
	if (flags & IFF_UP && !(flags & IFF_RUNNING)) any = printf("NO-CARRIER");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (flags & names[i].bit) any = printf("%s%s", any ? "," : "", names[i].name);
	putchar('>');
}

static void printMac(struct rtattr *at)
{
	unsigned char *b = RTA_DATA(at);
	for (int i = 0; i < RTA_PAYLOAD(at); i++) printf("%s%02x", i ? ":" : "", b[i]);
}

static const char *const operStates[] = {"UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"};
static const char *scopeName(int scope) { return scope == RT_SCOPE_HOST ? "host" : scope == RT_SCOPE_LINK ? "link" : "global"; }

static void printAddresses(int index)
{
	for (int i = 0; i < addressCount; i++) {
		struct ifaddrmsg *about = NLMSG_DATA(addressList[i]);
		struct rtattr *of[KINDS];
		if ((int)about->ifa_index != index) continue;
		attributes(addressList[i], sizeof *about, of);
		if (brief) {
			printf("%s/%d ", address(of[IFA_LOCAL]), about->ifa_prefixlen);
			continue;
		}
		printf("    inet %s", address(of[IFA_LOCAL]));
		if (of[IFA_ADDRESS] && memcmp(RTA_DATA(of[IFA_ADDRESS]), RTA_DATA(of[IFA_LOCAL]), 4)) printf(" peer %s", address(of[IFA_ADDRESS]));
		printf("/%d", about->ifa_prefixlen);
		if (of[IFA_BROADCAST]) printf(" brd %s", address(of[IFA_BROADCAST]));
		printf(" scope %s %s\n       valid_lft forever preferred_lft forever\n", scopeName(about->ifa_scope),
			of[IFA_LABEL] ? (char *)RTA_DATA(of[IFA_LABEL]) : "");
	}
}

static void printLink(struct nlmsghdr *at)
{
	struct ifinfomsg *about = NLMSG_DATA(at);
	struct rtattr *of[KINDS];
	attributes(at, sizeof *about, of);
	const char *name = RTA_DATA(of[IFLA_IFNAME]);
	if (onlyDevice && strcmp(onlyDevice, name)) return;
	unsigned char state = of[IFLA_OPERSTATE] ? *(unsigned char *)RTA_DATA(of[IFLA_OPERSTATE]) : 0;
	char full[64];
	char other[IF_NAMESIZE];
	if (of[IFLA_LINK] && !of[IFLA_LINK_NETNSID] && if_indextoname(number(of[IFLA_LINK]), other))
		snprintf(full, sizeof full, "%s@%s", name, other);
	else if (of[IFLA_LINK]) snprintf(full, sizeof full, "%s@if%u", name, number(of[IFLA_LINK]));
	else snprintf(full, sizeof full, "%s", name);
	if (brief) {
		printf("%-16s %-14s ", full, state < 7 ? operStates[state] : "?");
		if (withAddresses) printAddresses(about->ifi_index);
		else {
			printMac(of[IFLA_ADDRESS]);
			putchar(' ');
			printFlags(about->ifi_flags);
			putchar(' ');
		}
		putchar('\n');
		return;
	}
	printf("%d: %s: ", about->ifi_index, full);
	printFlags(about->ifi_flags);
	printf(" mtu %u qdisc %s state %s", number(of[IFLA_MTU]), of[IFLA_QDISC] ? (char *)RTA_DATA(of[IFLA_QDISC]) : "noop",
		state < 7 ? operStates[state] : "?");
	if (!withAddresses) printf(" mode DEFAULT");
	printf(" group default qlen %u\n    link/%s ", number(of[IFLA_TXQLEN]), about->ifi_type == 772 ? "loopback" : "ether");
	printMac(of[IFLA_ADDRESS]);
	printf(" brd ");
	printMac(of[IFLA_BROADCAST]);
	if (of[IFLA_LINK_NETNSID]) printf(" link-netnsid %u", number(of[IFLA_LINK_NETNSID]));
	putchar('\n');
	if (withAddresses) printAddresses(about->ifi_index);
}

static int showLinks(int addresses, const char *device)
{
	struct ifinfomsg none = {0};
	struct ifaddrmsg noneOf = {.ifa_family = AF_INET};
	onlyDevice = device;
	withAddresses = addresses;
	if (device) deviceIndex(device);
	struct message m = begin(RTM_GETADDR, NLM_F_DUMP, &noneOf, sizeof noneOf);
	if (addresses) talk(&m, keepAddress);
	m = begin(RTM_GETLINK, NLM_F_DUMP, &none, sizeof none);
	talk(&m, printLink);
	return 0;
}

/* ip link set DEV up|down|mtu N|netns PID|name NEW|address MAC */
static int setLink(char **words)
{
	if (words[0] && !strcmp(words[0], "dev")) words++;
	if (!words[0]) die("Not enough information: \"dev\" argument is required.%s", "");
	struct ifinfomsg about = {.ifi_index = (int)deviceIndex(words[0])};
	struct message m = begin(RTM_NEWLINK, 0, &about, sizeof about);
	struct ifinfomsg *in = (struct ifinfomsg *)m.body;
	for (words++; *words; words++) {
		if (!strcmp(*words, "up")) {
			in->ifi_change |= IFF_UP;
			in->ifi_flags |= IFF_UP;
			continue;
		}
		if (!strcmp(*words, "down")) {
			in->ifi_change |= IFF_UP;
			in->ifi_flags &= ~IFF_UP;
			continue;
		}
		if (!words[1]) die("Error: argument of \"%s\" is missing.", *words);
		unsigned value = (unsigned)strtoul(words[1], NULL, 10);
		if (!strcmp(*words, "mtu")) add(&m, IFLA_MTU, &value, 4);
		else if (!strcmp(*words, "netns")) add(&m, IFLA_NET_NS_PID, &value, 4);
		else if (!strcmp(*words, "name")) addText(&m, IFLA_IFNAME, words[1]);
		else die("Error: either \"dev\" is duplicate, or \"%s\" is a garbage.", *words);
		words++;
	}
	talk(&m, NULL);
	return 0;
}

/* ip link add A type veth peer name B [netns PID] */
static int addLink(char **words)
{
	const char *name = NULL, *kind = NULL, *peer = NULL;
	unsigned netns = 0;
	for (; *words; words++) {
		if (!strcmp(*words, "type") && words[1]) kind = *++words;
		else if (!strcmp(*words, "peer") && words[1]) {
			if (!strcmp(words[1], "name")) words++;
			peer = words[1] ? *++words : NULL;
		} else if (!strcmp(*words, "netns") && words[1]) netns = (unsigned)atoi(*++words);
		else if ((!strcmp(*words, "dev") || !strcmp(*words, "name")) && words[1]) name = *++words;
		else name = *words;
	}
	if (!kind) die("Not enough information: \"type\" argument is required%s", "");
	struct ifinfomsg about = {0};
	struct message m = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &about, sizeof about);
	if (name) addText(&m, IFLA_IFNAME, name);
	struct rtattr *info = add(&m, IFLA_LINKINFO, NULL, 0);
	addText(&m, IFLA_INFO_KIND, kind);
	if (peer) {
		struct rtattr *data = add(&m, IFLA_INFO_DATA, NULL, 0);
		struct rtattr *other = add(&m, VETH_INFO_PEER, &about, sizeof about);
		addText(&m, IFLA_IFNAME, peer);
		if (netns) add(&m, IFLA_NET_NS_PID, &netns, 4);
		endNest(&m, other);
		endNest(&m, data);
	}
	endNest(&m, info);
	talk(&m, NULL);
	return 0;
}

static int deleteLink(char **words)
{
	if (words[0] && !strcmp(words[0], "dev")) words++;
	if (!words[0]) die("Not enough information: \"dev\" argument is required.%s", "");
	struct ifinfomsg about = {.ifi_index = (int)deviceIndex(words[0])};
	struct message m = begin(RTM_DELLINK, 0, &about, sizeof about);
	talk(&m, NULL);
	return 0;
}

/* 10.0.0.1/24; without a prefix it is 32, and so is the answer's `all`. */
static struct in_addr network(const char *text, int *prefix)
{
	char copy[64];
	struct in_addr in;
	snprintf(copy, sizeof copy, "%s", text);
	char *slash = strchr(copy, '/');
	*prefix = 32;
	if (slash) {
		*slash = 0;
		*prefix = atoi(slash + 1);
	}
	if (inet_pton(AF_INET, copy, &in) != 1 || *prefix < 0 || *prefix > 32)
		die("Error: inet prefix is expected rather than \"%s\".", text);
	return in;
}

static int changeAddress(char **words, int type)
{
	struct ifaddrmsg about = {.ifa_family = AF_INET};
	const char *device = NULL, *text = NULL, *broadcast = NULL;
	int prefix;
	for (; *words; words++) {
		if (!strcmp(*words, "dev") && words[1]) device = *++words;
		else if ((!strcmp(*words, "brd") || !strcmp(*words, "broadcast")) && words[1]) broadcast = *++words;
		else if (strcmp(*words, "local")) text = *words;
	}
	if (!text || !device) die("Not enough information: \"dev\" argument is required.%s", "");
	struct in_addr in = network(text, &prefix);
	about.ifa_index = deviceIndex(device);
	about.ifa_prefixlen = (unsigned char)prefix;
	struct message m = begin(type, type == RTM_NEWADDR ? NLM_F_CREATE | NLM_F_EXCL : 0, &about, sizeof about);
	add(&m, IFA_LOCAL, &in, 4);
	add(&m, IFA_ADDRESS, &in, 4);
	if (broadcast) {
		struct in_addr all;
		if (!inet_aton(broadcast, &all)) all.s_addr = in.s_addr | htonl(prefix == 32 ? 0 : 0xffffffffu >> prefix);
		add(&m, IFA_BROADCAST, &all, 4);
	}
	talk(&m, NULL);
	return 0;
}

/* ---- routes */

static void printRoute(struct nlmsghdr *at)
{
	static const char *const protocols[] = {"unspec", "redirect", "kernel", "boot", "static"};
	static const char *const types[] = {"", "", "local ", "broadcast ", "", "multicast ", "blackhole ", "unreachable ", "prohibit "};
	struct rtmsg *about = NLMSG_DATA(at);
	struct rtattr *of[KINDS];
	char name[IF_NAMESIZE];
	attributes(at, sizeof *about, of);
	int asked = about->rtm_flags & 0x200;
	printf("%s", about->rtm_type < 9 ? types[about->rtm_type] : "");
	if (!of[RTA_DST]) printf("default");
	else if (about->rtm_dst_len == 32) printf("%s", address(of[RTA_DST]));
	else printf("%s/%d", address(of[RTA_DST]), about->rtm_dst_len);
	if (of[RTA_GATEWAY]) printf(" via %s", address(of[RTA_GATEWAY]));
	if (of[RTA_OIF] && if_indextoname(number(of[RTA_OIF]), name)) printf(" dev %s", name);
	if (!asked && about->rtm_protocol != RTPROT_BOOT && about->rtm_protocol < 5) printf(" proto %s", protocols[about->rtm_protocol]);
	if (!asked && about->rtm_scope == RT_SCOPE_LINK) printf(" scope link");
	if (of[RTA_PREFSRC]) printf(" src %s", address(of[RTA_PREFSRC]));
	if (of[RTA_PRIORITY]) printf(" metric %u", number(of[RTA_PRIORITY]));
	printf(" \n");
	if (asked) printf("    cache \n");
}

static int showRoutes(void)
{
	struct rtmsg none = {.rtm_family = AF_INET};
	struct message m = begin(RTM_GETROUTE, NLM_F_DUMP, &none, sizeof none);
	talk(&m, printRoute);
	return 0;
}

static int getRoute(const char *text)
{
	int prefix;
	struct in_addr in = network(text, &prefix);
	struct rtmsg about = {.rtm_family = AF_INET, .rtm_dst_len = 32};
	struct message m = begin(RTM_GETROUTE, 0, &about, sizeof about);
	add(&m, RTA_DST, &in, 4);
	talk(&m, printRoute);
	return 0;
}

static int changeRoute(char **words, int type, int flags)
{
	struct rtmsg about = {.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN, .rtm_type = RTN_UNICAST,
		.rtm_protocol = type == RTM_NEWROUTE ? RTPROT_BOOT : 0};
	struct in_addr target = {0}, gateway = {0}, source = {0};
	const char *device = NULL;
	unsigned metric = 0;
	int prefix = 0, named = 0;
	for (; *words; words++) {
		if (!strcmp(*words, "via") && words[1]) gateway = network(*++words, &(int){0});
		else if (!strcmp(*words, "dev") && words[1]) device = *++words;
		else if (!strcmp(*words, "src") && words[1]) source = network(*++words, &(int){0});
		else if (!strcmp(*words, "metric") && words[1]) metric = (unsigned)atoi(*++words);
		else if (!strcmp(*words, "blackhole")) about.rtm_type = RTN_BLACKHOLE;
		else if (!strcmp(*words, "unreachable")) about.rtm_type = RTN_UNREACHABLE;
		else if (!strcmp(*words, "prohibit")) about.rtm_type = RTN_PROHIBIT;
		else if (!strcmp(*words, "default")) named = 1;
		else {
			target = network(*words, &prefix);
			named = 1;
		}
	}
	if (!named) die("Command line is not complete. Try option \"help\"%s", "");
	about.rtm_dst_len = (unsigned char)prefix;
	about.rtm_scope = gateway.s_addr ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	struct message m = begin(type, flags, &about, sizeof about);
	if (prefix) add(&m, RTA_DST, &target, 4);
	if (gateway.s_addr) add(&m, RTA_GATEWAY, &gateway, 4);
	if (source.s_addr) add(&m, RTA_PREFSRC, &source, 4);
	if (metric) add(&m, RTA_PRIORITY, &metric, 4);
	if (device) {
		unsigned index = deviceIndex(device);
		add(&m, RTA_OIF, &index, 4);
	}
	talk(&m, NULL);
	return 0;
}

/* ---- neighbours */

static void printNeighbour(struct nlmsghdr *at)
{
	struct ndmsg *about = NLMSG_DATA(at);
	struct rtattr *of[KINDS];
	char name[IF_NAMESIZE];
	attributes(at, sizeof *about, of);
	printf("%s dev %s ", address(of[NDA_DST]), if_indextoname((unsigned)about->ndm_ifindex, name) ? name : "?");
	if (of[NDA_LLADDR]) {
		printf("lladdr ");
		printMac(of[NDA_LLADDR]);
		putchar(' ');
	}
	int state = about->ndm_state;
	printf("%s \n", state & 0x80 ? "PERMANENT" : state & 2 ? "REACHABLE" : state & 4 ? "STALE" : state & 1 ? "INCOMPLETE" : "FAILED");
}

static int showNeighbours(void)
{
	struct ndmsg none = {.ndm_family = AF_INET};
	struct message m = begin(RTM_GETNEIGH, NLM_F_DUMP, &none, sizeof none);
	talk(&m, printNeighbour);
	return 0;
}

static int changeNeighbour(char **words, int type)
{
	struct ndmsg about = {.ndm_family = AF_INET, .ndm_state = 0x80};
	struct in_addr in = {0};
	unsigned char mac[6];
	int hasMac = 0;
	for (; *words; words++) {
		if (!strcmp(*words, "dev") && words[1]) about.ndm_ifindex = (int)deviceIndex(*++words);
		else if (!strcmp(*words, "lladdr") && words[1]) {
			unsigned b[6];
			if (sscanf(*++words, "%x:%x:%x:%x:%x:%x", b, b + 1, b + 2, b + 3, b + 4, b + 5) != 6)
				die("\"%s\" is invalid lladdr.", *words);
			for (int i = 0; i < 6; i++) mac[i] = (unsigned char)b[i];
			hasMac = 1;
		} else in = network(*words, &(int){0});
	}
	if (!about.ndm_ifindex) die("Device and destination are required arguments.%s", "");
	struct message m = begin(type, type == RTM_NEWNEIGH ? NLM_F_CREATE | NLM_F_EXCL : 0, &about, sizeof about);
	add(&m, NDA_DST, &in, 4);
	if (hasMac) add(&m, NDA_LLADDR, mac, 6);
	talk(&m, NULL);
	return 0;
}

/* ---- the command line */

/* Words may be shortened, as ip takes them. */
static int is(const char *word, const char *whole) { return word && *word && !strncmp(word, whole, strlen(word)); }

static int usage(void)
{
	fprintf(stderr, "Usage: ip [ -br ] { link | address | route | neigh } [ COMMAND ]\n");
	return 255;
}

static const char *deviceOf(char **words)
{
	if (words[0] && (!strcmp(words[0], "dev"))) words++;
	return words[0];
}

int main(int argc, char **argv)
{
	int at = 1;
	for (; at < argc && argv[at][0] == '-'; at++)
		if (!strcmp(argv[at], "-br") || !strcmp(argv[at], "-brief")) brief = 1;
		else if (strcmp(argv[at], "-4")) return usage();
	if (at >= argc) return usage();
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0) die("Cannot open netlink socket: %s", strerror(errno));
	const char *object = argv[at];
	const char *verb = at + 1 < argc ? argv[at + 1] : "show";
	char **rest = argv + (at + 2 < argc ? at + 2 : argc);
	int shows = is(verb, "show") || is(verb, "list");
	if (is(object, "link")) {
		if (shows) return showLinks(0, deviceOf(rest));
		if (is(verb, "set")) return setLink(rest);
		if (is(verb, "add")) return addLink(rest);
		if (is(verb, "delete")) return deleteLink(rest);
	} else if (is(object, "address")) {
		if (shows) return showLinks(1, deviceOf(rest));
		if (is(verb, "add")) return changeAddress(rest, RTM_NEWADDR);
		if (is(verb, "delete")) return changeAddress(rest, RTM_DELADDR);
	} else if (is(object, "route")) {
		if (shows) return showRoutes();
		if (is(verb, "get") && rest[0]) return getRoute(rest[0]);
		if (is(verb, "add")) return changeRoute(rest, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
		if (is(verb, "replace")) return changeRoute(rest, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
		if (is(verb, "delete")) return changeRoute(rest, RTM_DELROUTE, 0);
	} else if (is(object, "neighbour") || is(object, "neighbor")) {
		if (shows) return showNeighbours();
		if (is(verb, "add") || is(verb, "replace")) return changeNeighbour(rest, RTM_NEWNEIGH);
		if (is(verb, "delete")) return changeNeighbour(rest, RTM_DELNEIGH);
	}
	fprintf(stderr, "Object or command \"%s %s\" is unknown, try \"ip help\".\n", object, verb);
	return 1;
}
