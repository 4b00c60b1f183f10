/* losetup(8): files as block devices. losetup -a; losetup -f [file]; losetup /dev/loopN file; losetup -d /dev/loopN. -o offset, -r. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LOOP_SET_FD 0x4C00
#define LOOP_CLR_FD 0x4C01
#define LOOP_SET_STATUS64 0x4C04
#define LOOP_GET_STATUS64 0x4C05
#define LOOP_CTL_GET_FREE 0x4C82

struct loopInfo {
	uint64_t device, inode, rdevice, offset, sizeLimit;
	uint32_t number, encryptType, encryptKeySize, flags;
	char fileName[64], cryptName[64];
	unsigned char key[32];
	uint64_t init[2];
};

static int fail(const char *what)
{
	fprintf(stderr, "losetup: %s: %s\n", what, strerror(errno));
	return 1;
}

static int listAll(void)
{
	for (int i = 0; i < 8; i++) {
		char name[32];
		struct loopInfo info;
		snprintf(name, sizeof name, "/dev/loop%d", i);
		int fd = open(name, O_RDONLY);
		if (fd < 0) continue;
		if (ioctl(fd, LOOP_GET_STATUS64, &info) == 0) {
			printf("%s: []: (%.64s)", name, info.fileName);
			if (info.offset) printf(", offset %lu", (unsigned long)info.offset);
			printf("\n");
		}
		close(fd);
	}
	return 0;
}

static int attach(const char *device, const char *path, uint64_t offset, int readOnly)
{
	int file = open(path, readOnly ? O_RDONLY : O_RDWR);
	if (file < 0) return fail(path);
	int loop = open(device, readOnly ? O_RDONLY : O_RDWR);
	if (loop < 0) return fail(device);
	if (ioctl(loop, LOOP_SET_FD, file) < 0) {
		fprintf(stderr, "losetup: %s: failed to set up loop device: %s\n", path, strerror(errno));
		return 1;
	}
	struct loopInfo info = {0};
	char *whole = realpath(path, NULL);
	info.offset = offset;
	snprintf(info.fileName, sizeof info.fileName, "%s", whole ? whole : path);
	return ioctl(loop, LOOP_SET_STATUS64, &info) < 0 ? fail(device) : 0;
}

int main(int argc, char **argv)
{
	int all = 0, find = 0, detach = 0, readOnly = 0, show = 0;
	uint64_t offset = 0;
	static const struct option names[] = {{"all", 0, NULL, 'a'}, {"find", 0, NULL, 'f'}, {"detach", 0, NULL, 'd'}, {"offset", 1, NULL, 'o'},
		{"read-only", 0, NULL, 'r'}, {"show", 0, NULL, 's'}, {NULL, 0, NULL, 0}};
	for (int c; (c = getopt_long(argc, argv, "afdo:rs", names, NULL)) != -1;) switch (c) {
		case 'a': all = 1; break;
		case 'f': find = 1; break;
		case 'd': detach = 1; break;
		case 'o': offset = strtoull(optarg, NULL, 0); break;
		case 'r': readOnly = 1; break;
		case 's': show = 1; break;
		default: fprintf(stderr, "Try 'losetup --help' for more information.\n"); return 1;
		}
	if (all || (argc == 1)) return listAll();
	if (detach) {
		int status = 0;
		for (; optind < argc; optind++) {
			int fd = open(argv[optind], O_RDONLY);
			if (fd < 0 || ioctl(fd, LOOP_CLR_FD, 0) < 0) status = fail(argv[optind]);
		}
		return status;
	}
	char device[32];
	if (find) {
		int control = open("/dev/loop-control", O_RDWR);
		int number = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
		if (number < 0) return fail("cannot find an unused loop device");
		snprintf(device, sizeof device, "/dev/loop%d", number);
		if (optind == argc) {
			printf("%s\n", device);
			return 0;
		}
	} else {
		if (argc - optind < 2) {
			fprintf(stderr, "Try 'losetup --help' for more information.\n");
			return 1;
		}
		snprintf(device, sizeof device, "%s", argv[optind++]);
	}
	int status = attach(device, argv[optind], offset, readOnly);
	if (show && !status) printf("%s\n", device);
	return status;
}
