/* uptime(1): how long the machine runs, and its load. */
#include <stdio.h>
#include <time.h>

int main(void)
{
	double seconds = 0, load[3] = {0};
	FILE *file = fopen("/proc/uptime", "r");
	if (file) {
		if (fscanf(file, "%lf", &seconds) != 1) seconds = 0;
		fclose(file);
	}
	file = fopen("/proc/loadavg", "r");
	if (file) {
		if (fscanf(file, "%lf %lf %lf", &load[0], &load[1], &load[2]) != 3) load[0] = 0;
		fclose(file);
	}
	char clock[16];
	time_t now = time(NULL);
	long minutes = (long)seconds / 60, hours = minutes / 60 % 24, days = minutes / 1440;
	strftime(clock, sizeof clock, "%H:%M:%S", localtime(&now));
	printf(" %s up ", clock);
	if (days) printf("%ld day%s, ", days, days == 1 ? "" : "s");
	if (hours) printf("%2ld:%02ld, ", hours, minutes % 60);
	else printf("%ld min, ", minutes % 60);
	printf(" 0 users,  load average: %.2f, %.2f, %.2f\n", load[0], load[1], load[2]);
	return 0;
}
