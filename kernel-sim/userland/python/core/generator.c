/* Generators: a frame that runs a piece at a time. */
#include "../py.h"

static void begin(Gen *g) {
  if (g->running) raise(E.ValueError, "generator already executing");
  if (py.depth >= py.limit) raise(E.RecursionError, "maximum recursion depth exceeded");
}

/* Goes on in the frame. NULL when it returned: the value is in py.raised then. */
static V proceed(Gen *g, V exc) {
  Frame *f = g->frame;
  V outer = py.handled, v;
  Catch c;
  g->running = g->started = 1;
  if (f->handled) py.handled = f->handled;
  if (TRY(c)) {
    if (exc) {
      /* the exception arises where the frame stands: a row of the handler table may take it */
      extern V run_throw(Frame *f, V exc);
      v = run_throw(f, exc);
    } else v = run(f);
    ENDTRY(c);
  } else {
    caught(&c);
    g->running = 0, g->done = 1;
    py.handled = outer;
    if (exc_matches(py.raised, (V)E.StopIteration)) {
      V stop = py.raised, s = (V)str_c("generator raised StopIteration");
      V e = new_exc(E.RuntimeError, 1, &s);
      ((Exc *)e)->cause = ((Exc *)e)->context = stop, ((Exc *)e)->suppress = 1;
      reraise(e);
    }
    reraise(py.raised);
  }
  g->running = 0;
  f->handled = py.handled == outer ? NULL : py.handled;
  py.handled = outer;
  if (!g->done) return v;
  g->frame = NULL;
  py.raised = v;
  return NULL;
}

V gen_send(Gen *g, V v) {
  if (g->done) return py.raised = NULL, NULL;
  begin(g);
  if (!g->started) {
    if (v != None) raise(E.TypeError, "can't send non-None value to a just-started generator");
  } else *g->frame->sp++ = v;
  return proceed(g, NULL);
}

V gen_throw(Gen *g, V exc) {
  if (g->done) raise_value(exc);
  begin(g);
  Frame *f = g->frame;
  if (g->yieldfrom) {
    V sub = g->yieldfrom, v = NULL;
    Catch c;
    g->running = 1;
    if (TRY(c)) {
      if (IS(sub, gen)) {
        if (exc_matches(exc, (V)E.GeneratorExit)) {
          call_method(sub, N(close), 0, NULL);
          ENDTRY(c);
          g->running = 0;
          g->yieldfrom = NULL;
          return proceed(g, exc);
        }
        v = gen_throw((Gen *)sub, exc);
        if (!v) {
          ENDTRY(c);
          g->running = 0, g->yieldfrom = NULL;
          f->sp[-1] = py.raised ? py.raised : None;
          f->pc++;
          return proceed(g, NULL);
        }
      } else raise_value(exc);
      ENDTRY(c);
      g->running = 0;
      return v;
    }
    caught(&c);
    g->running = 0, g->yieldfrom = NULL;
    return proceed(g, py.raised);
  }
  if (!g->started) {
    g->done = 1;
    tb_here((Exc *)exc, f);
    raise_value(exc);
  }
  return proceed(g, exc);
}

static V gen_next(V v) { return gen_send((Gen *)v, None); }
static V self(V v) { return v; }
static V g_send(int n, V *a, Dict *kw) {
  V v = gen_send((Gen *)a[0], a[1]);
  if (!v) raise_stop(py.raised ? py.raised : None);
  return v;
}
static V g_throw(int n, V *a, Dict *kw) {
  V e = a[1];
  if (IS_TYPE(e)) e = n > 2 && a[2] != None ? call1(e, a[2]) : call0(e);
  V v = gen_throw((Gen *)a[0], e);
  if (!v) raise_stop(py.raised ? py.raised : None);
  return v;
}
static V g_close(int n, V *a, Dict *kw) {
  Gen *g = (Gen *)a[0];
  Catch c;
  if (g->done || !g->started) return g->done = 1, None;
  if (TRY(c)) {
    V v = gen_throw(g, new_exc(E.GeneratorExit, 0, NULL));
    if (v) raise(E.RuntimeError, "generator ignored GeneratorExit");
    ENDTRY(c);
    return None;
  }
  caught(&c);
  if (exc_matches(py.raised, (V)E.GeneratorExit) || exc_matches(py.raised, (V)E.StopIteration)) return None;
  reraise(py.raised);
}
static V g_name(int n, V *a, Dict *kw) { return (V)((Gen *)a[0])->name; }
static V g_running(int n, V *a, Dict *kw) { return BOOL(((Gen *)a[0])->running); }
static V gen_repr(V v) { return (V)fmt("<generator object %S at %p>", (V)((Gen *)v)->qualname, v); }
static const Def gen_defs[] = {{"send", g_send, 1, 1}, {"throw", g_throw, 1, 3}, {"close", g_close, 0, 0}, {"__name__", g_name, 0, 0, M_GET}, {"gi_running", g_running, 0, 0, M_GET}, {0}};

void init_gen(void) {
  T.gen->iter = self, T.gen->next = gen_next, T.gen->repr = gen_repr;
  type_methods(T.gen, gen_defs);
  type_ready(T.gen);
}
