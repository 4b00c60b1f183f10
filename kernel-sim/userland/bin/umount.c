/* umount(8): -f by force, -l lazily. */
#include <errno.h>
#include <getopt.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* A device stands for the place where it is mounted. */
static const char *placeOf(const char *name)
{
	static char found[256];
	struct stat st;
	if (stat(name, &st) < 0 || !S_ISBLK(st.st_mode)) return name;
	FILE *table = setmntent("/proc/self/mounts", "r");
	for (struct mntent *m; table && (m = getmntent(table));)
		if (strcmp(m->mnt_fsname, name) == 0) {
			snprintf(found, sizeof found, "%s", m->mnt_dir);
			name = found;
		}
	if (table) endmntent(table);
	return name;
}

int main(int argc, char **argv)
{
	int flags = 0, status = 0;
	for (int c; (c = getopt(argc, argv, "fln")) != -1;) {
		if (c == '?') return 1;
		flags |= c == 'f' ? MNT_FORCE : c == 'l' ? MNT_DETACH : 0;
	}
	if (optind == argc) {
		fprintf(stderr, "umount: bad usage\nTry 'umount --help' for more information.\n");
		return 1;
	}
	for (; optind < argc; optind++)
		if (umount2(placeOf(argv[optind]), flags) < 0) {
			const char *text = errno == EINVAL ? "not mounted" : errno == ENOENT ? "no mount point specified" : errno == EBUSY ? "target is busy" : errno == EPERM ? "must be superuser to unmount" : strerror(errno);
			fprintf(stderr, "umount: %s: %s.\n", argv[optind], text);
			status = 32;
		}
	return status;
}
