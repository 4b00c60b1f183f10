/* date(1): +FORMAT, -u, -d @SECONDS, -r FILE, -I[date|seconds], -R, -s @SECONDS. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

int main(int argc, char **argv)
{
	static const struct option names[] = {{"utc", 0, NULL, 'u'}, {"date", 1, NULL, 'd'}, {"reference", 1, NULL, 'r'}, {"iso-8601", 2, NULL, 'I'},
		{"rfc-email", 0, NULL, 'R'}, {"set", 1, NULL, 's'}, {NULL, 0, NULL, 0}};
	const char *format = "%a %b %e %H:%M:%S %Z %Y";
	struct timespec t;
	struct stat st;
	char *end, out[1024], withNanoseconds[512];
	clock_gettime(CLOCK_REALTIME, &t);
	for (int c; (c = getopt_long(argc, argv, "ud:r:I::Rs:", names, NULL)) != -1;) switch (c) {
		case 'u': break;
		case 'd':
		case 's':
			t.tv_nsec = 0;
			t.tv_sec = strtol(*optarg == '@' ? optarg + 1 : "x", &end, 10);
			if (*optarg != '@' || *end || end == optarg + 1) {
				fprintf(stderr, "date: invalid date '%s'\n", optarg);
				return 1;
			}
			if (c == 's' && clock_settime(CLOCK_REALTIME, &t) < 0) {
				fprintf(stderr, "date: cannot set date: %s\n", strerror(errno));
				return 1;
			}
			break;
		case 'r':
			if (stat(optarg, &st) < 0) {
				fprintf(stderr, "date: %s: %s\n", optarg, strerror(errno));
				return 1;
			}
			t = st.st_mtim;
			break;
		case 'I': format = optarg && *optarg == 's' ? "%Y-%m-%dT%H:%M:%S+00:00" : "%Y-%m-%d"; break;
		case 'R': format = "%a, %d %b %Y %H:%M:%S %z"; break;
		default: fprintf(stderr, "Try 'date --help' for more information.\n"); return 1;
		}
	if (optind < argc) {
		if (argv[optind][0] != '+') {
			fprintf(stderr, "date: invalid date '%s'\n", argv[optind]);
			return 1;
		}
		format = argv[optind] + 1;
	}
	/* %N, the nanoseconds, is date's own. */
	size_t used = 0;
	for (const char *p = format; *p && used < sizeof withNanoseconds - 12; p++) {
		if (p[0] == '%' && p[1] == 'N') {
			used += (size_t)sprintf(withNanoseconds + used, "%09ld", t.tv_nsec);
			p++;
		} else {
			withNanoseconds[used++] = *p;
			if (p[0] == '%' && p[1] == '%') withNanoseconds[used++] = *++p;
		}
	}
	withNanoseconds[used] = 0;
	out[0] = 0;
	strftime(out, sizeof out, withNanoseconds, gmtime(&t.tv_sec));
	puts(out);
	return 0;
}
