/* ss(8): sockets, read from /proc/net. -t TCP, -u UDP, -x UNIX, -w raw, -l listening, -a all, -n numbers, -p processes, -s summary. */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <getopt.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int listening, all, numeric, processes;

static const char *const states[] = {"", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "UNCONN",
	"CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING"};

/* Whose socket it is: every process's descriptors are looked through. */
static void owners(unsigned long inode, char *to, size_t room)
{
	char wanted[40], path[64], link[64], name[32];
	snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
	*to = 0;
	DIR *proc = opendir("/proc");
	for (struct dirent *entry; proc && (entry = readdir(proc));) {
		if (!isdigit((unsigned char)entry->d_name[0])) continue;
		snprintf(path, sizeof path, "/proc/%s/fd", entry->d_name);
		DIR *files = opendir(path);
		for (struct dirent *file; files && (file = readdir(files));) {
			char full[400];
			snprintf(full, sizeof full, "%s/%s", path, file->d_name);
			ssize_t length = readlink(full, link, sizeof link - 1);
			if (length < 0) continue;
			link[length] = 0;
			if (strcmp(link, wanted)) continue;
			snprintf(full, sizeof full, "/proc/%s/comm", entry->d_name);
			FILE *comm = fopen(full, "r");
			if (!comm || !fgets(name, sizeof name, comm)) strcpy(name, "?");
			if (comm) fclose(comm);
			name[strcspn(name, "\n")] = 0;
			size_t used = strlen(to);
			snprintf(to + used, room - used, "%s(\"%s\",pid=%s,fd=%s)", used ? "," : "users:(", name, entry->d_name, file->d_name);
		}
		if (files) closedir(files);
	}
	if (proc) closedir(proc);
	if (*to && strlen(to) + 1 < room) strcat(to, ")");
}

/* 0100007F:1F90 as 127.0.0.1:8080. */
static void end(const char *text, const char *protocol, char *to, size_t room)
{
	unsigned address, port;
	sscanf(text, "%x:%x", &address, &port);
	struct servent *service = !numeric && port ? getservbyport(htons((uint16_t)port), protocol) : NULL;
	struct in_addr in = {address};
	char number[8];
	snprintf(number, sizeof number, "%u", port);
	snprintf(to, room, "%s:%s", inet_ntoa(in), service ? service->s_name : port ? number : "*");
}

static int wanted(int state)
{
	if (all) return 1;
	int waits = state == 10 || state == 7;
	return listening ? waits : !waits;
}

static void inet(const char *netid, const char *path, int showNetid)
{
	char line[512], from[64], to[64], here[40], there[40], who[256] = "";
	unsigned state, send, receive;
	unsigned long inode;
	FILE *file = fopen(path, "r");
	if (!file || !fgets(line, sizeof line, file)) return;
	while (fgets(line, sizeof line, file)) {
		if (sscanf(line, " %*d: %63s %63s %x %x:%x %*x:%*x %*x %*u %*u %lu", from, to, &state, &send, &receive, &inode) != 6) continue;
		if (!wanted((int)state)) continue;
		const char *protocol = !strcmp(netid, "tcp") ? "tcp" : "udp";
		end(from, protocol, here, sizeof here);
		end(to, protocol, there, sizeof there);
		if (processes) owners(inode, who, sizeof who);
		if (showNetid) printf("%-5s ", netid);
		printf("%-10s %-6u %-6u %22s %22s %s\n", state < 12 ? states[state] : "?", receive, send, here, there, who);
	}
	fclose(file);
}

static void local(int showNetid)
{
	char line[512], path[256], who[256] = "";
	unsigned flags, type, state;
	unsigned long inode;
	FILE *file = fopen("/proc/net/unix", "r");
	if (!file || !fgets(line, sizeof line, file)) return;
	while (fgets(line, sizeof line, file)) {
		strcpy(path, "*");
		if (sscanf(line, "%*s %*x %*x %x %x %x %lu %255s", &flags, &type, &state, &inode, path) < 4) continue;
		int shown = flags & 0x10000 ? 10 : state == 3 ? 1 : 7;
		if (!wanted(shown)) continue;
		if (processes) owners(inode, who, sizeof who);
		const char *netid = type == 1 ? "u_str" : type == 2 ? "u_dgr" : "u_seq";
		if (showNetid) printf("%-5s ", netid);
		printf("%-10s %-6d %-6d %20s %-10lu %12s %s\n", states[shown], 0, 0, path, inode, "*", who);
	}
	fclose(file);
}

static int summary(void)
{
	char line[256];
	FILE *file = fopen("/proc/net/sockstat", "r");
	while (file && fgets(line, sizeof line, file)) fputs(line, stdout);
	return 0;
}

int main(int argc, char **argv)
{
	int tcp = 0, udp = 0, un = 0, raw = 0, noHead = 0;
	for (int c; (c = getopt(argc, argv, "tuxwlanpsH4")) != -1;) switch (c) {
		case 't': tcp = 1; break;
		case 'u': udp = 1; break;
		case 'x': un = 1; break;
		case 'w': raw = 1; break;
		case 'l': listening = 1; break;
		case 'a': all = 1; break;
		case 'n': numeric = 1; break;
		case 'p': processes = 1; break;
		case 's': return summary();
		case 'H': noHead = 1; break;
		case '4': break;
		default: fprintf(stderr, "Usage: ss [-tuxwlanpsH]\n"); return 1;
		}
	if (!tcp && !udp && !un && !raw) tcp = udp = un = raw = 1;
	int several = tcp + udp + un + raw > 1;
	if (!noHead) {
		if (several) printf("%-5s ", "Netid");
		printf("%-10s %-6s %-6s %22s %22s %s\n", "State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port",
			processes ? "Process" : "");
	}
	if (un) local(several);
	if (raw) inet("raw", "/proc/net/raw", several);
	if (udp) inet("udp", "/proc/net/udp", several);
	if (tcp) inet("tcp", "/proc/net/tcp", several);
	return 0;
}
