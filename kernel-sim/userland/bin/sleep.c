/* sleep(1): seconds, with fractions and s m h d, added up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
	double seconds = 0;
	if (argc < 2) {
		fprintf(stderr, "sleep: missing operand\nTry 'sleep --help' for more information.\n");
		return 1;
	}
	for (int i = 1; i < argc; i++) {
		char *end;
		double value = strtod(argv[i], &end);
		double unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? 86400 : 1;
		if (end == argv[i] || value < 0 || (*end && (end[1] || !strchr("smhd", *end)))) {
			fprintf(stderr, "sleep: invalid time interval '%s'\nTry 'sleep --help' for more information.\n", argv[i]);
			return 1;
		}
		seconds += value * unit;
	}
	struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
	while (nanosleep(&t, &t) < 0) continue;
	return 0;
}
