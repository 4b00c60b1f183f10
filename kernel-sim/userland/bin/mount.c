/* mount(8): lists what is mounted, as util-linux prints it, or mounts: mount [-t type] [-o options] source directory. -l -r -a. */
#include <errno.h>
#include <getopt.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

static const struct {
	const char *name;
	unsigned long set, clear;
} flagNames[] = {
	{"ro", MS_RDONLY, 0}, {"rw", 0, MS_RDONLY}, {"nosuid", MS_NOSUID, 0}, {"suid", 0, MS_NOSUID}, {"nodev", MS_NODEV, 0}, {"dev", 0, MS_NODEV},
	{"noexec", MS_NOEXEC, 0}, {"exec", 0, MS_NOEXEC}, {"sync", MS_SYNCHRONOUS, 0}, {"remount", MS_REMOUNT, 0}, {"noatime", MS_NOATIME, 0},
	{"nodiratime", MS_NODIRATIME, 0}, {"relatime", MS_RELATIME, 0}, {"strictatime", MS_STRICTATIME, 0}, {"bind", MS_BIND, 0},
	{"rbind", MS_BIND | MS_REC, 0}, {"move", MS_MOVE, 0}, {"private", MS_PRIVATE, 0}, {"shared", MS_SHARED, 0}, {"slave", MS_SLAVE, 0}, {"defaults", 0, 0},
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
	} else if (error == EBUSY) {
		snprintf(own, sizeof own, "%s already mounted or mount point busy", source);
		text = own;
	}
	fprintf(stderr, "mount: %s: %s.\n", target, text);
	return 32;
}

int main(int argc, char **argv)
{
	const char *type = NULL;
	char data[512] = "";
	unsigned long flags = 0;
	static const struct option names[] = {{"types", 1, NULL, 't'}, {"options", 1, NULL, 'o'}, {"read-only", 0, NULL, 'r'}, {"bind", 0, NULL, 'B'},
		{"move", 0, NULL, 'M'}, {NULL, 0, NULL, 0}};
	for (int c; (c = getopt_long(argc, argv, "t:o:rlvnwBM", names, NULL)) != -1;) switch (c) {
		case 't': type = optarg; break;
		case 'o': flags |= parseOptions(optarg, data, sizeof data); break;
		case 'r': flags |= MS_RDONLY; break;
		case 'B': flags |= MS_BIND; break;
		case 'M': flags |= MS_MOVE; break;
		case '?': fprintf(stderr, "Try 'mount --help' for more information.\n"); return 1;
		}
	int left = argc - optind;
	if (left == 0) return list(type);
	const char *target = argv[argc - 1], *source = left > 1 ? argv[optind] : "none";
	if (left == 1 && !(flags & MS_REMOUNT)) {
		fprintf(stderr, "mount: %s: can't find in /etc/fstab.\n", target);
		return 1;
	}
	return mount(source, target, type, flags, *data ? data : NULL) < 0 ? fail(source, target, type) : 0;
}
