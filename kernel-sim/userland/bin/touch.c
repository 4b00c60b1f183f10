/* touch(1): sets times of files to now, or makes them. -c only those that are there, -a access, -m modification, -r FILE, -d @SECONDS. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
	int noCreate = 0, access = 0, modify = 0, status = 0;
	struct stat st;
	for (int c; (c = getopt(argc, argv, "camr:d:h")) != -1;) switch (c) {
		case 'c': noCreate = 1; break;
		case 'a': access = 1; break;
		case 'm': modify = 1; break;
		case 'r':
			if (stat(optarg, &st) < 0) {
				fprintf(stderr, "touch: failed to get attributes of '%s': %s\n", optarg, strerror(errno));
				return 1;
			}
			times[0] = st.st_atim;
			times[1] = st.st_mtim;
			break;
		case 'd':
			if (*optarg != '@') {
				fprintf(stderr, "touch: invalid date format '%s'\n", optarg);
				return 1;
			}
			times[0].tv_sec = times[1].tv_sec = atol(optarg + 1);
			times[0].tv_nsec = times[1].tv_nsec = 0;
			break;
		case 'h': break;
		default: fprintf(stderr, "Try 'touch --help' for more information.\n"); return 1;
		}
	if (optind == argc) {
		fprintf(stderr, "touch: missing file operand\nTry 'touch --help' for more information.\n");
		return 1;
	}
	if (access && !modify) times[1].tv_nsec = UTIME_OMIT;
	if (modify && !access) times[0].tv_nsec = UTIME_OMIT;
	for (; optind < argc; optind++) {
		if (utimensat(AT_FDCWD, argv[optind], times, 0) == 0) continue;
		if (errno == ENOENT && noCreate) continue;
		int fd = errno == ENOENT ? open(argv[optind], O_WRONLY | O_CREAT | O_NOCTTY | O_NONBLOCK, 0666) : -1;
		if (fd < 0 || futimens(fd, times) < 0) {
			fprintf(stderr, "touch: cannot touch '%s': %s\n", argv[optind], strerror(errno));
			status = 1;
		}
		if (fd >= 0) close(fd);
	}
	return status;
}
