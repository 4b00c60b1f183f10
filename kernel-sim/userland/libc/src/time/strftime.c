/* strftime(3) in the C locale, asctime(3), ctime(3). */
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
	"October", "November", "December"};

static const char *dayName(const struct tm *tm) { return tm->tm_wday >= 0 && tm->tm_wday < 7 ? days[tm->tm_wday] : "?"; }
static const char *monthName(const struct tm *tm) { return tm->tm_mon >= 0 && tm->tm_mon < 12 ? months[tm->tm_mon] : "?"; }
static int hour12(const struct tm *tm) { return tm->tm_hour % 12 ? tm->tm_hour % 12 : 12; }

static int leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* ISO 8601: week 1 is the one with the first Thursday; days at the edges belong to the neighbour year. */
static int isoWeek(const struct tm *tm, int *year)
{
	int monday = (tm->tm_wday + 6) % 7;
	int week = (tm->tm_yday - monday + 10) / 7;
	*year = tm->tm_year + 1900;
	if (week < 1) {
		--*year;
		int last = tm->tm_yday + 365 + leap(*year);
		return (last - monday + 10) / 7;
	}
	if (week == 53 && tm->tm_yday - monday + 3 >= 365 + leap(*year)) {
		++*year;
		return 1;
	}
	return week;
}

/* Writes what one conversion letter means; 0 for an unknown letter. */
static int convert(char *out, size_t size, char letter, const struct tm *tm)
{
	int isoYear, week = isoWeek(tm, &isoYear), year = tm->tm_year + 1900;
	struct tm copy = *tm;
	switch (letter) {
	case 'a': return snprintf(out, size, "%.3s", dayName(tm));
	case 'A': return snprintf(out, size, "%s", dayName(tm));
	case 'b':
	case 'h': return snprintf(out, size, "%.3s", monthName(tm));
	case 'B': return snprintf(out, size, "%s", monthName(tm));
	case 'c': return (int)strftime(out, size, "%a %b %e %H:%M:%S %Y", tm);
	case 'C': return snprintf(out, size, "%02d", year / 100);
	case 'd': return snprintf(out, size, "%02d", tm->tm_mday);
	case 'x':
	case 'D': return (int)strftime(out, size, "%m/%d/%y", tm);
	case 'e': return snprintf(out, size, "%2d", tm->tm_mday);
	case 'F': return snprintf(out, size, "%d-%02d-%02d", year, tm->tm_mon + 1, tm->tm_mday);
	case 'g': return snprintf(out, size, "%02d", isoYear % 100);
	case 'G': return snprintf(out, size, "%d", isoYear);
	case 'H': return snprintf(out, size, "%02d", tm->tm_hour);
	case 'I': return snprintf(out, size, "%02d", hour12(tm));
	case 'j': return snprintf(out, size, "%03d", tm->tm_yday + 1);
	case 'k': return snprintf(out, size, "%2d", tm->tm_hour);
	case 'l': return snprintf(out, size, "%2d", hour12(tm));
	case 'm': return snprintf(out, size, "%02d", tm->tm_mon + 1);
	case 'M': return snprintf(out, size, "%02d", tm->tm_min);
	case 'n': return snprintf(out, size, "\n");
	case 'p': return snprintf(out, size, "%s", tm->tm_hour < 12 ? "AM" : "PM");
	case 'P': return snprintf(out, size, "%s", tm->tm_hour < 12 ? "am" : "pm");
	case 'r': return (int)strftime(out, size, "%I:%M:%S %p", tm);
	case 'R': return snprintf(out, size, "%02d:%02d", tm->tm_hour, tm->tm_min);
	case 's': return snprintf(out, size, "%ld", mktime(&copy));
	case 'S': return snprintf(out, size, "%02d", tm->tm_sec);
	case 't': return snprintf(out, size, "\t");
	case 'X':
	case 'T': return snprintf(out, size, "%02d:%02d:%02d", tm->tm_hour, tm->tm_min, tm->tm_sec);
	case 'u': return snprintf(out, size, "%d", tm->tm_wday ? tm->tm_wday : 7);
	case 'U': return snprintf(out, size, "%02d", (tm->tm_yday + 7 - tm->tm_wday) / 7);
	case 'V': return snprintf(out, size, "%02d", week);
	case 'w': return snprintf(out, size, "%d", tm->tm_wday);
	case 'W': return snprintf(out, size, "%02d", (tm->tm_yday + 7 - (tm->tm_wday + 6) % 7) / 7);
	case 'y': return snprintf(out, size, "%02d", ((year % 100) + 100) % 100);
	case 'Y': return snprintf(out, size, "%d", year);
	case 'z': return snprintf(out, size, "+0000");
	case 'Z': return snprintf(out, size, "%s", tm->tm_zone ? tm->tm_zone : "UTC");
	case '%': return snprintf(out, size, "%%");
	}
	return -1;
}

/* The modifiers E and O mean nothing in this locale; - (no padding) is GNU's. */
size_t strftime(char *restrict out, size_t size, const char *restrict format, const struct tm *restrict tm)
{
	size_t used = 0;
	char piece[64];
	for (; *format; format++) {
		int length;
		const char *text = piece;
		if (*format != '%') {
			piece[0] = *format;
			length = 1;
		} else {
			const char *start = format++;
			int bare = *format == '-';
			if (bare || *format == 'E' || *format == 'O') format++;
			if (!*format) return 0;
			length = convert(piece, sizeof piece, *format, tm);
			if (length < 0) {
				text = start;
				length = (int)(format - start) + 1;
			} else if (bare)
				while (length > 1 && (*text == '0' || *text == ' ')) text++, length--;
		}
		if (used + (size_t)length >= size) return 0;
		memcpy(out + used, text, (size_t)length);
		used += (size_t)length;
	}
	if (used < size) out[used] = 0;
	return used;
}

char *asctime_r(const struct tm *restrict tm, char *restrict out)
{
	snprintf(out, 26, "%.3s %.3s%3d %.2d:%.2d:%.2d %d\n", dayName(tm), monthName(tm), tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec,
		tm->tm_year + 1900);
	return out;
}

char *asctime(const struct tm *tm)
{
	static char text[26];
	return asctime_r(tm, text);
}

char *ctime_r(const time_t *when, char *out)
{
	struct tm tm;
	return localtime_r(when, &tm) ? asctime_r(&tm, out) : NULL;
}

char *ctime(const time_t *when)
{
	struct tm *tm = localtime(when);
	return tm ? asctime(tm) : NULL;
}
