/*
 * Seconds since 1970 ↔ calendar: gmtime(3), mktime(3). Days are counted from 1 March of year 0, so that the leap day is
 * the last of the year (Hinnant, "chrono-compatible low-level date algorithms"). Local time is UTC.
 */
#include <errno.h>
#include <limits.h>
#include <time.h>

char *tzname[2] = {"UTC", "UTC"};
long timezone;
int daylight;

void tzset(void)
{
}

static long floorDivide(long a, long b)
{
	return a / b - (a % b < 0);
}

/* Days from 1970-01-01 to the given day; `month` 1–12. */
static long daysFromCivil(long year, int month, int day)
{
	year -= month <= 2;
	long era = floorDivide(year, 400);
	long ofEra = year - era * 400;
	long ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

struct tm *gmtime_r(const time_t *restrict when, struct tm *restrict tm)
{
	long days = floorDivide(*when, 86400);
	int seconds = (int)(*when - days * 86400);
	long shifted = days + 719468;
	long era = floorDivide(shifted, 146097);
	long ofEra = shifted - era * 146097;
	long year = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
	long ofYear = ofEra - (365 * year + year / 4 - year / 100);
	int marchMonth = (int)((5 * ofYear + 2) / 153);
	int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
	year += era * 400 + (month <= 2);
	if (year - 1900 > INT_MAX || year - 1900 < INT_MIN) {
		errno = EOVERFLOW;
		return NULL;
	}
	tm->tm_sec = seconds % 60;
	tm->tm_min = seconds / 60 % 60;
	tm->tm_hour = seconds / 3600;
	tm->tm_mday = (int)(ofYear - (153 * marchMonth + 2) / 5) + 1;
	tm->tm_mon = month - 1;
	tm->tm_year = (int)(year - 1900);
	tm->tm_wday = (int)((days % 7 + 11) % 7);
	tm->tm_yday = (int)(days - daysFromCivil(year, 1, 1));
	tm->tm_isdst = 0;
	tm->tm_gmtoff = 0;
	tm->tm_zone = "UTC";
	return tm;
}

struct tm *gmtime(const time_t *when)
{
	static struct tm result;
	return gmtime_r(when, &result);
}

struct tm *localtime_r(const time_t *restrict when, struct tm *restrict tm) { return gmtime_r(when, tm); }
struct tm *localtime(const time_t *when) { return gmtime(when); }

/* Fields out of range are carried, as mktime(3) promises. */
time_t timegm(struct tm *tm)
{
	long months = (long)tm->tm_year * 12 + tm->tm_mon;
	long year = floorDivide(months, 12);
	long days = daysFromCivil(year + 1900, (int)(months - year * 12) + 1, 1) + tm->tm_mday - 1;
	time_t when = days * 86400 + tm->tm_hour * 3600L + tm->tm_min * 60L + tm->tm_sec;
	return gmtime_r(&when, tm) ? when : -1;
}

time_t mktime(struct tm *tm) { return timegm(tm); }
