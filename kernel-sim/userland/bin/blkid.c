/* blkid(8): what is on block devices, by their superblocks: ext2, swap. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int show(const char *device)
{
	unsigned char super[1024], swap[10];
	int fd = open(device, O_RDONLY);
	if (fd < 0 || pread(fd, super, sizeof super, 1024) != sizeof super) {
		if (fd >= 0) close(fd);
		return 0;
	}
	int found = 0;
	if (super[56] == 0x53 && super[57] == 0xef) {
		printf("%s: ", device);
		if (super[120]) printf("LABEL=\"%.16s\" ", (char *)super + 120);
		printf("UUID=\"");
		for (int i = 0; i < 16; i++) printf("%02x%s", super[104 + i], i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
		printf("\" BLOCK_SIZE=\"%d\" TYPE=\"ext2\"\n", 1024 << super[24]);
		found = 1;
	} else if (pread(fd, swap, 10, 4086) == 10 && memcmp(swap, "SWAPSPACE2", 10) == 0) {
		printf("%s: TYPE=\"swap\"\n", device);
		found = 1;
	}
	close(fd);
	return found;
}

int main(int argc, char **argv)
{
	int found = 0;
	for (int i = 1; i < argc; i++) found |= show(argv[i]);
	if (argc == 1) {
		DIR *dir = opendir("/sys/class/block");
		for (struct dirent *e; dir && (e = readdir(dir));) {
			char path[300];
			if (e->d_name[0] == '.') continue;
			snprintf(path, sizeof path, "/dev/%s", e->d_name);
			found |= show(path);
		}
	}
	return found ? 0 : 2;
}
