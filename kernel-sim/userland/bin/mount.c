/*
 * mount(8): lists what is mounted, as util-linux prints it, or mounts: mount [-t type] [-o options] source directory. -l -r -a, --bind, --move,
 * --make-shared and its kind. Without -t the types of /proc/filesystems are tried; -o loop makes a file a device.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

static const struct {
	const char *name;
	unsigned long set, clear;
} flagNames[] = {
	{"ro", MS_RDONLY, 0}, {"rw", 0, MS_RDONLY}, {"nosuid", MS_NOSUID, 0}, {"suid", 0, MS_NOSUID}, {"nodev", MS_NODEV, 0}, {"dev", 0, MS_NODEV},
	{"noexec", MS_NOEXEC, 0}, {"exec", 0, MS_NOEXEC}, {"sync", MS_SYNCHRONOUS, 0}, {"remount", MS_REMOUNT, 0}, {"noatime", MS_NOATIME, 0},
	{"nodiratime", MS_NODIRATIME, 0}, {"relatime", MS_RELATIME, 0}, {"strictatime", MS_STRICTATIME, 0}, {"bind", MS_BIND, 0},
	{"rbind", MS_BIND | MS_REC, 0}, {"move", MS_MOVE, 0}, {"private", MS_PRIVATE, 0}, {"shared", MS_SHARED, 0}, {"slave", MS_SLAVE, 0}, {"unbindable", MS_UNBINDABLE, 0}, {"rprivate", MS_PRIVATE | MS_REC, 0},
	{"rshared", MS_SHARED | MS_REC, 0}, {"rslave", MS_SLAVE | MS_REC, 0}, {"defaults", 0, 0},
};

/* Splits options into flags and what the file system itself is to read. */
static unsigned long parseOptions(const char *options, char *data, size_t size)
{
	unsigned long flags = 0;
	char *copy = strdup(options), *rest = copy, *word;
	while ((word = strsep(&rest, ","))) {
		int known = 0;
		for (size_t i = 0; i < sizeof flagNames / sizeof *flagNames; i++)
			if (strcmp(flagNames[i].name, word) == 0) {
				flags = (flags | flagNames[i].set) & ~flagNames[i].clear;
				known = 1;
			}
		if (known || !*word) continue;
		if (*data) strlcat(data, ",", size);
		strlcat(data, word, size);
	}
	free(copy);
	return flags;
}

static int list(const char *type)
{
	FILE *table = setmntent("/proc/self/mounts", "r");
	if (!table) {
		fprintf(stderr, "mount: failed to read mtab: %s\n", strerror(errno));
		return 1;
	}
	for (struct mntent *m; (m = getmntent(table));)
		if (!type || strcmp(type, m->mnt_type) == 0) printf("%s on %s type %s (%s)\n", m->mnt_fsname, m->mnt_dir, m->mnt_type, m->mnt_opts);
	endmntent(table);
	return 0;
}

static int fail(const char *source, const char *target, const char *type)
{
	int error = errno;
	const char *text = strerror(error);
	char own[128];
	if (error == ENODEV) {
		snprintf(own, sizeof own, "unknown filesystem type '%s'", type ? type : "");
		text = own;
	} else if (error == ENOENT)
		text = "mount point does not exist";
	else if (error == ENOTDIR)
		text = "mount point is not a directory";
	else if (error == EPERM) {
		snprintf(own, sizeof own, "must be superuser to use mount");
		text = own;
	} else if (error == EINVAL || error == EIO) {
		snprintf(own, sizeof own, "wrong fs type, bad option, bad superblock on %s, missing codepage or helper program, or other error", source);
		text = own;
	} else if (error == ENOTBLK) {
		snprintf(own, sizeof own, "%s is not a block device", source);
		text = own;
	} else if (error == EACCES || error == EROFS) {
		snprintf(own, sizeof own, "cannot mount %s read-only", source);
		text = own;
	} else if (error == EBUSY) {
		snprintf(own, sizeof own, "%s already mounted or mount point busy", source);
		text = own;
	}
	fprintf(stderr, "mount: %s: %s.\n", target, text);
	return 32;
}

/* A free loop device with this file; it goes with the unmounting. NULL: told why. */
static const char *setUpLoop(const char *path, unsigned long flags)
{
	static char device[32];
	int control = open("/dev/loop-control", O_RDWR), number = control < 0 ? -1 : ioctl(control, 0x4C82);
	int file = open(path, flags & MS_RDONLY ? O_RDONLY : O_RDWR), loop = -1;
	if (number >= 0) {
		snprintf(device, sizeof device, "/dev/loop%d", number);
		loop = open(device, flags & MS_RDONLY ? O_RDONLY : O_RDWR);
	}
	/* struct loop_info64: lo_flags (autoclear) at 52, lo_file_name at 56. */
	unsigned char info[232] = {0};
	info[52] = 4;
	snprintf((char *)info + 56, 64, "%s", path);
	if (file < 0 || loop < 0 || ioctl(loop, 0x4C00, file) < 0 || ioctl(loop, 0x4C04, info) < 0) {
		fprintf(stderr, "mount: %s: failed to setup loop device: %s.\n", path, strerror(errno));
		return NULL;
	}
	/* Stays open until the mount has it: the last close would clear it. */
	close(file);
	return device;
}

/* mount(2) with the given type, or with each that lives on a device. */
static int mountAny(const char *source, const char *target, const char *type, unsigned long flags, const char *data)
{
	if (type || flags & (MS_BIND | MS_MOVE | MS_REMOUNT | MS_PRIVATE | MS_SHARED | MS_SLAVE | MS_UNBINDABLE)) return mount(source, target, type, flags, data);
	FILE *types = fopen("/proc/filesystems", "r");
	char line[64];
	int error = ENODEV;
	while (types && fgets(line, sizeof line, types)) {
		if (strncmp(line, "nodev", 5) == 0) continue;
		char *name = line + strspn(line, "\t ");
		name[strcspn(name, "\n")] = 0;
		if (mount(source, target, name, flags, data) == 0) {
			fclose(types);
			return 0;
		}
		error = errno;
		if (error != EINVAL) break;
	}
	if (types) fclose(types);
	errno = error;
	return -1;
}

int main(int argc, char **argv)
{
	const char *type = NULL;
	char data[512] = "";
	unsigned long flags = 0;
	static const struct option names[] = {{"types", 1, NULL, 't'}, {"options", 1, NULL, 'o'}, {"read-only", 0, NULL, 'r'}, {"bind", 0, NULL, 'B'},
		{"move", 0, NULL, 'M'}, {"rbind", 0, NULL, 'R'}, {"make-private", 0, NULL, 1}, {"make-shared", 0, NULL, 2}, {"make-slave", 0, NULL, 3},
		{"make-unbindable", 0, NULL, 4}, {"make-rprivate", 0, NULL, 5}, {"make-rshared", 0, NULL, 6}, {"make-rslave", 0, NULL, 7}, {NULL, 0, NULL, 0}};
	static const unsigned long makes[] = {0, MS_PRIVATE, MS_SHARED, MS_SLAVE, MS_UNBINDABLE, MS_PRIVATE | MS_REC, MS_SHARED | MS_REC, MS_SLAVE | MS_REC};
	for (int c; (c = getopt_long(argc, argv, "t:o:rlvnwBM", names, NULL)) != -1;) switch (c) {
		case 't': type = optarg; break;
		case 'o': flags |= parseOptions(optarg, data, sizeof data); break;
		case 'r': flags |= MS_RDONLY; break;
		case 'B': flags |= MS_BIND; break;
		case 'M': flags |= MS_MOVE; break;
		case 'R': flags |= MS_BIND | MS_REC; break;
		case 1: case 2: case 3: case 4: case 5: case 6: case 7: flags |= makes[c]; break;
		case '?': fprintf(stderr, "Try 'mount --help' for more information.\n"); return 1;
		}
	int left = argc - optind;
	if (left == 0) return list(type);
	const char *target = argv[argc - 1], *source = left > 1 ? argv[optind] : "none";
	if (left == 1 && !(flags & (MS_REMOUNT | MS_PRIVATE | MS_SHARED | MS_SLAVE | MS_UNBINDABLE))) {
		fprintf(stderr, "mount: %s: can't find in /etc/fstab.\n", target);
		return 1;
	}
	char *loop = strstr(data, "loop");
	if (loop && (loop[4] == 0 || loop[4] == ',') && (loop == data || loop[-1] == ',')) {
		memmove(loop, loop + 4 + (loop[4] == ','), strlen(loop + 4) + 1);
		if (!(source = setUpLoop(source, flags))) return 32;
	}
	return mountAny(source, target, type, flags, *data ? data : NULL) < 0 ? fail(source, target, type) : 0;
}
