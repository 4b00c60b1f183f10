/* gmtime, mktime, strftime, strptime, asctime, time zones by TZ, clocks that go forward. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(void) {
    static const time_t times[] = {0, 951782400, 1700000000, 4102444799, -1, 1583020800, 68256000000};
    char text[200];
    for (unsigned i = 0; i < sizeof times / sizeof *times; i++) {
        struct tm tm;
        gmtime_r(&times[i], &tm);
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %A %b %B %j %U %W %V %G %u %w %y %C %e %I %p %D %F %T %R %%", &tm);
        puts(text);
        printf("%ld %s", (long)timegm(&tm), asctime(&tm));
    }
    setenv("TZ", "JST-9", 1);
    tzset();
    struct tm *local = localtime(&times[2]);
    strftime(text, sizeof text, "%c %Z %z", local);
    puts(text);
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    tzset();
    for (int month = 0; month < 12; month += 3) {
        struct tm t = {.tm_year = 124, .tm_mon = month, .tm_mday = 15, .tm_hour = 12, .tm_isdst = -1};
        time_t when = mktime(&t);
        printf("%ld %s %d\n", (long)when, tzname[t.tm_isdst > 0], t.tm_wday);
    }
    struct tm parsed = {0};
    char *end = strptime("2024-02-29 23:59:58 rest", "%Y-%m-%d %H:%M:%S", &parsed);
    printf("%d %d %d %d:%d:%d [%s]\n", parsed.tm_year, parsed.tm_mon, parsed.tm_mday, parsed.tm_hour, parsed.tm_min, parsed.tm_sec, end);
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    nanosleep(&(struct timespec){0, 2000000}, NULL);
    clock_gettime(CLOCK_MONOTONIC, &b);
    long ns = (b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec;
    printf("%d %d %.1f\n", ns >= 2000000, time(NULL) > 1600000000, difftime(10, 4));
    return 0;
}
