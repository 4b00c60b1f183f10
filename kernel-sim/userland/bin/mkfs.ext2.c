/* mkfs.ext2(8): makes an ext2 on a device or a file. -b block size, -L label, -m percent reserved, -N inodes, -q. Layout as mke2fs's. */
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
#include <time.h>
#include <unistd.h>

#define BLKGETSIZE64 0x80081272
#define FIRST_INO 11
#define INODE_SIZE 128

static int fd, quiet;
static unsigned blockSize, first, blocks, perGroup, groups, inodesPerGroup, tableBlocks, descriptorBlocks;
static struct group {
	uint32_t blockBitmap, inodeBitmap, inodeTable;
	uint16_t freeBlocks, freeInodes, usedDirs, pad;
	uint32_t reserved[3];
} *table;

static void fail(const char *what)
{
	fprintf(stderr, "mkfs.ext2: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void put(const void *bytes, size_t n, uint64_t at)
{
	if (pwrite(fd, bytes, n, at) != (ssize_t)n) fail("write");
}

static void put16(unsigned char *at, unsigned value)
{
	at[0] = value;
	at[1] = value >> 8;
}

static void put32(unsigned char *at, uint32_t value)
{
	put16(at, value);
	put16(at + 2, value >> 16);
}

static int hasSuper(unsigned group)
{
	if (group <= 1) return 1;
	for (unsigned base = 3; base <= 7; base += 2) {
		unsigned power = base;
		while (power < group) power *= base;
		if (power == group) return 1;
	}
	return 0;
}

static unsigned startOf(unsigned group) { return first + group * perGroup; }

static void setBits(unsigned char *map, unsigned from, unsigned to)
{
	for (unsigned bit = from; bit < to; bit++) map[bit / 8] |= 1 << bit % 8;
}

/* A directory entry; the number of bytes it takes. */
static void entry(unsigned char *at, uint32_t ino, unsigned length, const char *name)
{
	put32(at, ino);
	put16(at + 4, length);
	at[6] = strlen(name);
	at[7] = ino ? 2 : 0;
	memcpy(at + 8, name, at[6]);
}

static void inode(uint32_t ino, unsigned mode, unsigned links, unsigned block, unsigned count)
{
	unsigned char raw[INODE_SIZE] = {0};
	uint32_t now = time(NULL);
	put16(raw, mode);
	put32(raw + 4, count * blockSize);
	put32(raw + 8, now);
	put32(raw + 12, now);
	put32(raw + 16, now);
	put16(raw + 26, links);
	put32(raw + 28, count * blockSize / 512);
	for (unsigned i = 0; i < count; i++) put32(raw + 40 + 4 * i, block + i);
	put(raw, sizeof raw, (uint64_t)table[0].inodeTable * blockSize + (ino - 1) * INODE_SIZE);
}

static void layOut(uint64_t bytes, unsigned wantedInodes)
{
	first = blockSize == 1024;
	perGroup = blockSize * 8;
	blocks = bytes / blockSize;
	for (;;) {
		if (blocks < 60) {
			fprintf(stderr, "mkfs.ext2: device too small for a file system\n");
			exit(1);
		}
		groups = (blocks - first + perGroup - 1) / perGroup;
		unsigned perBlock = blockSize / INODE_SIZE;
		uint64_t inodes = wantedInodes ? wantedInodes : (uint64_t)blocks * blockSize / 4096;
		unsigned each = (inodes + groups - 1) / groups;
		tableBlocks = (each + perBlock - 1) / perBlock;
		if (tableBlocks * perBlock < 16) tableBlocks = (16 + perBlock - 1) / perBlock;
		inodesPerGroup = tableBlocks * perBlock;
		if (inodesPerGroup > blockSize * 8) {
			inodesPerGroup = blockSize * 8;
			tableBlocks = inodesPerGroup / perBlock;
		}
		descriptorBlocks = (groups * 32 + blockSize - 1) / blockSize;
		unsigned last = blocks - first - (groups - 1) * perGroup;
		if (groups == 1 || last >= 3 + descriptorBlocks + tableBlocks + 50) return;
		blocks -= last;
	}
}

static void writeGroups(void)
{
	unsigned char *map = malloc(blockSize), *zeros = calloc(1, blockSize);
	unsigned lost = 16384 / blockSize < 12 ? 16384 / blockSize : 12;
	for (unsigned g = 0; g < groups; g++) {
		unsigned start = startOf(g), size = blocks - start < perGroup ? blocks - start : perGroup;
		unsigned copies = hasSuper(g) ? 1 + descriptorBlocks : 0;
		struct group *group = &table[g];
		unsigned used = copies + 2 + tableBlocks + (g == 0 ? 1 + lost : 0);
		group->blockBitmap = start + copies;
		group->inodeBitmap = start + copies + 1;
		group->inodeTable = start + copies + 2;
		group->freeBlocks = size - used;
		group->freeInodes = inodesPerGroup - (g == 0 ? FIRST_INO : 0);
		group->usedDirs = g == 0 ? 2 : 0;
		memset(map, 0, blockSize);
		setBits(map, 0, used);
		setBits(map, size, blockSize * 8);
		put(map, blockSize, (uint64_t)group->blockBitmap * blockSize);
		memset(map, 0, blockSize);
		if (g == 0) setBits(map, 0, FIRST_INO);
		setBits(map, inodesPerGroup, blockSize * 8);
		put(map, blockSize, (uint64_t)group->inodeBitmap * blockSize);
		for (unsigned i = 0; i < tableBlocks; i++) put(zeros, blockSize, (uint64_t)(group->inodeTable + i) * blockSize);
	}
	/* The root and lost+found. */
	unsigned root = table[0].inodeTable + tableBlocks;
	memset(map, 0, blockSize);
	entry(map, 2, 12, ".");
	entry(map + 12, 2, 12, "..");
	entry(map + 24, FIRST_INO, blockSize - 24, "lost+found");
	put(map, blockSize, (uint64_t)root * blockSize);
	for (unsigned i = 0; i < lost; i++) {
		memset(map, 0, blockSize);
		entry(map, i ? 0 : FIRST_INO, i ? blockSize : 12, i ? "" : ".");
		if (i == 0) entry(map + 12, 2, blockSize - 12, "..");
		put(map, blockSize, (uint64_t)(root + 1 + i) * blockSize);
	}
	inode(2, 040755, 3, root, 1);
	inode(FIRST_INO, 040700, 2, root + 1, lost);
	free(map);
	free(zeros);
}

static void writeSupers(const char *label, unsigned reservedPercent)
{
	unsigned char super[1024] = {0};
	uint32_t freeBlocks = 0, freeInodes = 0, now = time(NULL), log = blockSize == 1024 ? 0 : blockSize == 2048 ? 1 : 2;
	for (unsigned g = 0; g < groups; g++) {
		freeBlocks += table[g].freeBlocks;
		freeInodes += table[g].freeInodes;
	}
	const uint32_t words[][2] = {{0, inodesPerGroup * groups}, {4, blocks}, {8, (uint64_t)blocks * reservedPercent / 100}, {12, freeBlocks}, {16, freeInodes},
		{20, first}, {24, log}, {28, log}, {32, perGroup}, {36, perGroup}, {40, inodesPerGroup}, {48, now}, {64, now}, {76, 1}, {84, FIRST_INO}, {96, 2}, {100, 3}, {264, now}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) put32(super + words[i][0], words[i][1]);
	put16(super + 54, 0xffff);
	put16(super + 56, 0xef53);
	put16(super + 58, 1);
	put16(super + 60, 1);
	put16(super + 88, INODE_SIZE);
	getrandom(super + 104, 16, 0);
	super[110] = (super[110] & 0x0f) | 0x40;
	super[112] = (super[112] & 0x3f) | 0x80;
	strncpy((char *)super + 120, label, 16);
	getrandom(super + 236, 16, 0);
	super[252] = 1;
	for (unsigned g = 0; g < groups; g++) {
		if (!hasSuper(g)) continue;
		put16(super + 90, g);
		put(super, sizeof super, g == 0 ? 1024 : (uint64_t)startOf(g) * blockSize);
		put(table, groups * sizeof *table, (uint64_t)(startOf(g) + 1) * blockSize);
	}
	if (quiet) return;
	const unsigned char *u = super + 104;
	printf("Creating filesystem with %u %uk blocks and %u inodes\nFilesystem UUID: ", blocks, blockSize / 1024, inodesPerGroup * groups);
	for (int i = 0; i < 16; i++) printf("%02x%s", u[i], i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
	printf("\n");
	int any = 0;
	for (unsigned g = 1; g < groups; g++)
		if (hasSuper(g)) {
			printf(any ? ", %u" : "Superblock backups stored on blocks: \n\t%u", startOf(g));
			any = 1;
		}
	printf("%s\nAllocating group tables: done                            \nWriting inode tables: done                            \n"
	       "Writing superblocks and filesystem accounting information: done\n\n", any ? "\n" : "");
}

static int isMounted(const char *device)
{
	char line[512], name[256];
	FILE *mounts = fopen("/proc/mounts", "r");
	int found = 0;
	while (mounts && fgets(line, sizeof line, mounts))
		if (sscanf(line, "%255s", name) == 1 && strcmp(name, device) == 0) found = 1;
	if (mounts) fclose(mounts);
	return found;
}

int main(int argc, char **argv)
{
	const char *label = "";
	unsigned reserved = 5, inodes = 0;
	for (int c; (c = getopt(argc, argv, "b:L:m:N:qFt:")) != -1;) switch (c) {
		case 'b': blockSize = atoi(optarg); break;
		case 'L': label = optarg; break;
		case 'm': reserved = atoi(optarg); break;
		case 'N': inodes = atoi(optarg); break;
		case 'q': quiet = 1; break;
		case 'F': case 't': break;
		default: fprintf(stderr, "Usage: mkfs.ext2 [-b block-size] [-L label] [-m reserved] [-N inodes] [-q] device [blocks]\n"); return 1;
		}
	if (optind >= argc || (blockSize && blockSize != 1024 && blockSize != 2048 && blockSize != 4096)) {
		fprintf(stderr, "Usage: mkfs.ext2 [-b 1024|2048|4096] [-L label] [-m reserved] [-N inodes] [-q] device [blocks]\n");
		return 1;
	}
	const char *device = argv[optind];
	if (isMounted(device)) {
		fprintf(stderr, "%s is mounted; will not make a filesystem here!\n", device);
		return 1;
	}
	if ((fd = open(device, O_RDWR)) < 0) fail(device);
	struct stat st;
	uint64_t bytes = 0;
	fstat(fd, &st);
	if (S_ISBLK(st.st_mode)) {
		if (ioctl(fd, BLKGETSIZE64, &bytes) < 0) fail(device);
	} else bytes = st.st_size;
	if (!blockSize) blockSize = bytes >= 512ull << 20 ? 4096 : 1024;
	if (optind + 1 < argc) bytes = strtoull(argv[optind + 1], NULL, 10) * blockSize;
	layOut(bytes, inodes);
	table = calloc(groups, sizeof *table);
	if (!quiet) printf("mke2fs 1.47.0 (5-Feb-2023)\n");
	writeGroups();
	writeSupers(label, reserved);
	if (fsync(fd) < 0) fail(device);
	return 0;
}
