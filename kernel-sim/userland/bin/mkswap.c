/* mkswap(8): [-L label] FILE [KIB]: writes the header that swapon(2) looks for. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLKGETSIZE64 0x80081272

int main(int argc, char **argv)
{
	static unsigned char page[4096];
	const char *label = NULL;
	for (int c; (c = getopt(argc, argv, "L:f")) != -1;) {
		if (c == '?') return 1;
		if (c == 'L') label = optarg;
	}
	if (optind == argc) {
		fprintf(stderr, "mkswap: error: Nowhere to set up swap on?\n");
		return 1;
	}
	const char *path = argv[optind];
	int fd = open(path, O_RDWR);
	struct stat status;
	if (fd < 0 || fstat(fd, &status) < 0) {
		fprintf(stderr, "mkswap: cannot open %s: %s\n", path, strerror(errno));
		return 1;
	}
	uint64_t size = (uint64_t)status.st_size;
	if (S_ISBLK(status.st_mode)) ioctl(fd, BLKGETSIZE64, &size);
	else if (status.st_mode & 077) fprintf(stderr, "mkswap: %s: insecure permissions %04o, fix with: chmod 0600 %s\n", path, (unsigned)status.st_mode & 07777, path);
	uint64_t pages = size / 4096;
	if (optind + 1 < argc && (uint64_t)atol(argv[optind + 1]) / 4 < pages) pages = (uint64_t)atol(argv[optind + 1]) / 4;
	if (pages < 10) {
		fprintf(stderr, "mkswap: error: swap area needs to be at least 40 KiB\n");
		return 1;
	}
	uint32_t *info = (uint32_t *)(page + 1024);
	info[0] = 1;
	info[1] = (uint32_t)pages - 1;
	unsigned char *uuid = page + 1036;
	if (getrandom(uuid, 16, 0) != 16) return 1;
	uuid[6] = (uuid[6] & 0x0f) | 0x40;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
	if (label) strncpy((char *)page + 1052, label, 16);
	memcpy(page + 4086, "SWAPSPACE2", 10);
	if (write(fd, page, sizeof page) != (ssize_t)sizeof page || fsync(fd) < 0) {
		fprintf(stderr, "mkswap: %s: unable to write signature page: %s\n", path, strerror(errno));
		return 1;
	}
	uint64_t bytes = (pages - 1) * 4096;
	char human[32];
	if (bytes >= 1 << 20) snprintf(human, sizeof human, bytes % (1 << 20) ? "%.1f MiB" : "%.0f MiB", (double)bytes / (1 << 20));
	else snprintf(human, sizeof human, "%llu KiB", (unsigned long long)bytes / 1024);
	printf("Setting up swapspace version 1, size = %s (%llu bytes)\n", human, (unsigned long long)bytes);
	if (label) printf("LABEL=%s, ", label);
	else printf("no label, ");
	printf("UUID=");
	for (int i = 0; i < 16; i++) printf(i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", uuid[i]);
	printf("\n");
	close(fd);
	return 0;
}
