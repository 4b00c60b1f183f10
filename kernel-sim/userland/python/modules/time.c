/* time: clocks, sleep, calendar. */
#include "../py.h"
#include <errno.h>
#include <math.h>
#include <time.h>

extern V named_tuple(const char *type, const char *fields, V *v);
static double clock_of(int id) {
  struct timespec t;
  if (clock_gettime(id, &t) < 0) raise_errno(NULL);
  return t.tv_sec + t.tv_nsec * 1e-9;
}
static V nanoseconds(int id) {
  struct timespec t;
  clock_gettime(id, &t);
  return int_new(t.tv_sec * 1000000000L + t.tv_nsec);
}
static V t_time(int n, V *a, Dict *kw) { return float_new(clock_of(CLOCK_REALTIME)); }
static V t_monotonic(int n, V *a, Dict *kw) { return float_new(clock_of(CLOCK_MONOTONIC)); }
static V t_process_time(int n, V *a, Dict *kw) { return float_new(clock_of(CLOCK_PROCESS_CPUTIME_ID)); }
static V t_time_ns(int n, V *a, Dict *kw) { return nanoseconds(CLOCK_REALTIME); }
static V t_monotonic_ns(int n, V *a, Dict *kw) { return nanoseconds(CLOCK_MONOTONIC); }
static V t_clock_gettime(int n, V *a, Dict *kw) { return float_new(clock_of(as_long(a[0]))); }
static V t_clock_settime(int n, V *a, Dict *kw) {
  double d = as_double(a[1]);
  struct timespec t = {(long)floor(d), (long)((d - floor(d)) * 1e9)};
  if (clock_settime(as_long(a[0]), &t) < 0) raise_errno(NULL);
  return None;
}
static V t_sleep(int n, V *a, Dict *kw) {
  double d = as_double(a[0]);
  if (d < 0) raise(E.ValueError, "sleep length must be non-negative");
  struct timespec t = {(long)d, (long)((d - (long)d) * 1e9)}, left;
  while (nanosleep(&t, &left) < 0) {
    if (errno != EINTR) raise_errno(NULL);
    handle_signals();
    t = left;
  }
  return None;
}
static V tuple_of_tm(struct tm *t) {
  return named_tuple("time.struct_time", "tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst",
    (V[]){SMALL(t->tm_year + 1900), SMALL(t->tm_mon + 1), SMALL(t->tm_mday), SMALL(t->tm_hour), SMALL(t->tm_min), SMALL(t->tm_sec), SMALL((t->tm_wday + 6) % 7), SMALL(t->tm_yday + 1), SMALL(t->tm_isdst)});
}
static time_t when(int n, V *a) { return n && a[0] != None ? (time_t)floor(as_double(a[0])) : (time_t)clock_of(CLOCK_REALTIME); }
static V t_localtime(int n, V *a, Dict *kw) {
  time_t t = when(n, a);
  struct tm r;
  return tuple_of_tm(localtime_r(&t, &r));
}
static V t_gmtime(int n, V *a, Dict *kw) {
  time_t t = when(n, a);
  struct tm r;
  return tuple_of_tm(gmtime_r(&t, &r));
}
static struct tm tm_of(V v) {
  long n;
  V *x = items_of(v, &n);
  if (n != 9) raise(E.TypeError, "time.strftime() argument 2 illegal time tuple argument");
  struct tm t = {0};
  t.tm_year = as_long(x[0]) - 1900, t.tm_mon = as_long(x[1]) - 1, t.tm_mday = as_long(x[2]), t.tm_hour = as_long(x[3]), t.tm_min = as_long(x[4]), t.tm_sec = as_long(x[5]);
  t.tm_wday = (as_long(x[6]) + 1) % 7, t.tm_yday = as_long(x[7]) - 1, t.tm_isdst = as_long(x[8]);
  return t;
}
static V t_mktime(int n, V *a, Dict *kw) {
  struct tm t = tm_of(a[0]);
  return float_new(mktime(&t));
}
static V t_strftime(int n, V *a, Dict *kw) {
  struct tm t = tm_of(n > 1 ? a[1] : t_localtime(0, NULL, NULL));
  char s[1024];
  long k = strftime(s, sizeof s, CSTR(a[0]), &t);
  return (V)str_new(s, k);
}
static V t_asctime(int n, V *a, Dict *kw) {
  struct tm t = tm_of(n ? a[0] : t_localtime(0, NULL, NULL));
  char s[64];
  return (V)str_new(s, strftime(s, sizeof s, "%a %b %e %H:%M:%S %Y", &t));
}
static V t_ctime(int n, V *a, Dict *kw) {
  V t = t_localtime(n, a, NULL);
  return t_asctime(1, &t, NULL);
}
static const Def defs[] = {{"time", t_time, 0, 0}, {"monotonic", t_monotonic, 0, 0}, {"perf_counter", t_monotonic, 0, 0}, {"process_time", t_process_time, 0, 0}, {"time_ns", t_time_ns, 0, 0}, {"monotonic_ns", t_monotonic_ns, 0, 0},
  {"perf_counter_ns", t_monotonic_ns, 0, 0}, {"clock_gettime", t_clock_gettime, 1, 1}, {"clock_settime", t_clock_settime, 2, 2}, {"sleep", t_sleep, 1, 1}, {"localtime", t_localtime, 0, 1}, {"gmtime", t_gmtime, 0, 1}, {"mktime", t_mktime, 1, 1},
  {"strftime", t_strftime, 1, 2}, {"asctime", t_asctime, 0, 1}, {"ctime", t_ctime, 0, 1}, {0}};
Module *module_time(void) {
  Module *m = module_new("time", defs);
  dict_sets(m->dict, "CLOCK_REALTIME", SMALL(0));
  dict_sets(m->dict, "CLOCK_MONOTONIC", SMALL(1));
  dict_sets(m->dict, "CLOCK_PROCESS_CPUTIME_ID", SMALL(2));
  dict_sets(m->dict, "CLOCK_BOOTTIME", SMALL(7));
  dict_sets(m->dict, "timezone", SMALL(0));
  dict_sets(m->dict, "tzname", tuple2((V)str_c("UTC"), (V)str_c("UTC")));
  return m;
}
