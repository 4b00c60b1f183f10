/* _traceback: texts of exceptions, for lib/traceback.py. _gc: the collector. */
#include "../py.h"

extern Str *format_exception(V exc), *format_tb(V tb);
static V t_format(int n, V *a, Dict *kw) { return (V)format_exception(a[0]); }
static V t_tb(int n, V *a, Dict *kw) { return (V)format_tb(a[0]); }
static const Def defs[] = {{"format_exception", t_format, 1, 1}, {"format_tb", t_tb, 1, 1}, {0}};
Module *module_traceback_(void) { return module_new("_traceback", defs); }
static V g_collect(int n, V *a, Dict *kw) { return SMALL(gc_collect() > 0); }
static V g_used(int n, V *a, Dict *kw) { return SMALL(gc_used()); }
static V g_none(int n, V *a, Dict *kw) { return None; }
static V g_true(int n, V *a, Dict *kw) { return True; }
static const Def gc_defs[] = {{"collect", g_collect, 0, 1}, {"used", g_used, 0, 0}, {"disable", g_none, 0, 0}, {"enable", g_none, 0, 0}, {"isenabled", g_true, 0, 0}, {0}};
Module *module_gc(void) { return module_new("gc", gc_defs); }
