/*
 * The virtual machine: a stack machine over 32-bit instructions (compiler/compile.h). A Python function called from Python does not
 * nest run(): its frame is pushed and the loop goes on; run() is entered anew only when C code calls a Python function.
 */
#include "../compiler/compile.h"

extern V iter_slot(V it);
extern void raise_unbound(Frame *f, int i, int cell);
extern V cfunc_call(CFunc *c, int n, V *a, Dict *kw);
extern V make_function_object(V *sp, int flags, Frame *f, int *used);

static Dict *kw_dict(Tuple *names, V *values) {
  Dict *kw = dict_new();
  for (long i = 0; i < names->len; i++) dict_set(kw, names->v[i], values[i]);
  return kw;
}

/* The innermost row of the handler table for an instruction, or NULL. */
static Handler *find_handler(Code *c, int at) {
  for (int i = 0; i < c->nhandlers; i++)
    if (at >= c->handlers[i].start && at < c->handlers[i].end) return &c->handlers[i];
  return NULL;
}

static inline int is_true(V v) { return v == True ? 1 : v == False || v == None ? 0 : truth(v); }

static void unpack(V seq, long want, V *sp) {
  long n;
  if (!IS_TUPLE(seq) && !IS_LIST(seq)) {
    if (!TYPE(seq)->iter && !TYPE(seq)->getitem) raise(E.TypeError, "cannot unpack non-iterable %T object", seq);
    V it = iter(seq), v;
    List *l = list_new(want + 1);
    while (l->len <= want && (v = next(it))) list_append(l, v);
    if (l->len > want) raise(E.ValueError, "too many values to unpack (expected %ld)", want);
    seq = (V)l;
  }
  V *items = items_of(seq, &n);
  if (n > want) raise(E.ValueError, "too many values to unpack (expected %ld)", want);
  if (n < want) raise(E.ValueError, "not enough values to unpack (expected %ld, got %ld)", want, n);
  for (long i = 0; i < want; i++) sp[i] = items[want - 1 - i];
}

static void unpack_star(V seq, int before, int after, V *sp) {
  long n;
  if (!TYPE(seq)->iter && !TYPE(seq)->getitem) raise(E.TypeError, "cannot unpack non-iterable %T object", seq);
  V *items = items_of(seq, &n);
  if (n < before + after) raise(E.ValueError, "not enough values to unpack (expected at least %d, got %ld)", before + after, n);
  V rest = list_of(items + before, n - before - after);
  for (int i = 0; i < after; i++) *sp++ = items[n - 1 - i];
  *sp++ = rest;
  for (int i = before - 1; i >= 0; i--) *sp++ = items[i];
}

static V load_global(Frame *f, Str *name) {
  V v = dict_gets(f->globals, name);
  if (!v) v = dict_gets(f->builtins, name);
  if (!v) {
    extern Dict *locals_of(Frame *f);
    V e = make_exc(E.NameError, "name '%S' is not defined", (V)name);
    ((Exc *)e)->b = (V)name, ((Exc *)e)->c = (V)locals_of(f), ((Exc *)e)->d = (V)f->globals;
    raise_value(e);
  }
  return v;
}

static void do_raise(V exc, V cause, int has_cause) {
  if (IS_TYPE(exc) && is_subtype(TYPEOBJ(exc), E.BaseException)) exc = call0(exc);
  if (!IS_EXC(exc)) raise(E.TypeError, "exceptions must derive from BaseException");
  if (has_cause) {
    if (IS_TYPE(cause)) cause = call0(cause);
    if (cause != None && !IS_EXC(cause)) raise(E.TypeError, "exception causes must derive from BaseException");
    ((Exc *)exc)->cause = cause == None ? NULL : cause;
    ((Exc *)exc)->suppress = 1;
  }
  raise_value(exc);
}

static V check_match_type(V exc, V what) {
  long n = IS_TUPLE(what) ? TUPLE(what)->len : 1;
  V *v = IS_TUPLE(what) ? TUPLE(what)->v : &what;
  for (long i = 0; i < n; i++)
    if (!IS_TYPE(v[i]) || !is_subtype(TYPEOBJ(v[i]), E.BaseException)) raise(E.TypeError, "catching classes that do not inherit from BaseException is not allowed");
  return BOOL(exc_matches(exc, what));
}

#define PUSH(v) (*sp++ = (v))
#define POPV() (*--sp)
#define TOP (sp[-1])
#define SECOND (sp[-2])

static V run_with(Frame *start, V thrown) {
  Catch c;
  Frame *f;
  uint32_t *pc;
  V *sp, v, w;
  start->entry = 1;
  start->back = py.frame;
  c.up = py.top, c.depth = py.depth;
  if (py.depth >= py.limit) raise(E.RecursionError, "maximum recursion depth exceeded");
  gc_check_stack();
  py.depth++;
  py.frame = start;
  py.top = &c;
  if (setjmp(c.jb)) goto exception;
  f = py.frame;
  if (thrown) {
    f->pc += f->pc == f->code->ops;
    reraise(thrown);
  }
resume:
  pc = f->pc, sp = f->sp;
  for (;;) {
    uint32_t ins = *pc++;
    int arg = ins >> 8;
    f->pc = pc;
    switch (ins & 255) {
      case OP_NOP: break;
      case OP_LOAD_CONST: PUSH(f->code->consts[arg]); break;
      case OP_LOAD_FAST:
        if (!(v = f->fast[arg])) raise_unbound(f, arg, 0);
        PUSH(v);
        break;
      case OP_STORE_FAST: f->fast[arg] = POPV(); break;
      case OP_DELETE_FAST:
        if (!f->fast[arg]) raise_unbound(f, arg, 0);
        f->fast[arg] = NULL;
        break;
      case OP_LOAD_DEREF:
        if (!(v = ((Cell *)f->fast[f->code->nlocals + arg])->v)) raise_unbound(f, arg, 1);
        PUSH(v);
        break;
      case OP_STORE_DEREF: ((Cell *)f->fast[f->code->nlocals + arg])->v = POPV(); break;
      case OP_DELETE_DEREF:
        if (!((Cell *)f->fast[f->code->nlocals + arg])->v) raise_unbound(f, arg, 1);
        ((Cell *)f->fast[f->code->nlocals + arg])->v = NULL;
        break;
      case OP_LOAD_CLOSURE: PUSH(f->fast[f->code->nlocals + arg]); break;
      case OP_LOAD_CLASSDEREF:
        v = dict_gets(f->locals, f->code->vars[f->code->nlocals + arg]);
        if (!v && !(v = ((Cell *)f->fast[f->code->nlocals + arg])->v)) raise_unbound(f, arg, 1);
        PUSH(v);
        break;
      case OP_LOAD_NAME: {
        Str *name = f->code->names[arg];
        v = f->locals->type == T.dict ? dict_gets(f->locals, name) : dict_get(f->locals, (V)name);
        PUSH(v ? v : load_global(f, name));
        break;
      }
      case OP_STORE_NAME: dict_set(f->locals, (V)f->code->names[arg], TOP), sp--; break;
      case OP_DELETE_NAME:
        if (!dict_del(f->locals, (V)f->code->names[arg])) raise(E.NameError, "name '%S' is not defined", (V)f->code->names[arg]);
        break;
      case OP_LOAD_GLOBAL: PUSH(load_global(f, f->code->names[arg])); break;
      case OP_STORE_GLOBAL: dict_set(f->globals, (V)f->code->names[arg], TOP), sp--; break;
      case OP_DELETE_GLOBAL:
        if (!dict_del(f->globals, (V)f->code->names[arg])) raise(E.NameError, "name '%S' is not defined", (V)f->code->names[arg]);
        break;
      case OP_LOAD_ATTR: TOP = getattr(TOP, f->code->names[arg]); break;
      case OP_STORE_ATTR: setattr(TOP, f->code->names[arg], SECOND), sp -= 2; break;
      case OP_DELETE_ATTR: setattr(TOP, f->code->names[arg], NULL), sp--; break;
      case OP_LOAD_METHOD:
        v = load_method(TOP, f->code->names[arg], &w);
        TOP = v;
        PUSH(w);
        break;
      case OP_CALL_METHOD: {
        V *args = sp - arg;
        int n = arg;
        V fn = args[-2];
        if (args[-1]) args--, n++;
        sp = sp - arg - 2;
        if (!IS_SMALL(fn) && fn->type == T.func) {
          f->sp = sp;
          Frame *g = func_frame((Func *)fn, n, args, NULL);
          if (g) goto push_frame_g;
          PUSH(func_call((Func *)fn, n, args, NULL));
          break;
        push_frame_g:
          if (py.depth >= py.limit) raise(E.RecursionError, "maximum recursion depth exceeded");
          py.depth++;
          g->back = f, py.frame = f = g;
          if (py.signalled) handle_signals();
          goto resume;
        }
        f->sp = sp;
        v = call(fn, n, args, NULL);
        PUSH(v);
        break;
      }
      case OP_CALL: {
        V *args = sp - arg;
        V fn = args[-1];
        sp = args - 1;
        f->sp = sp;
        int n = arg;
        if (!IS_SMALL(fn) && fn->type == T.method && ((Method *)fn)->func->type == T.func && n < 30) {
          V room[32];
          room[0] = ((Method *)fn)->self;
          memcpy(room + 1, args, n * sizeof(V));
          Frame *g = func_frame((Func *)((Method *)fn)->func, n + 1, room, NULL);
          if (!g) {
            PUSH(func_call((Func *)((Method *)fn)->func, n + 1, room, NULL));
            break;
          }
          if (py.depth >= py.limit) raise(E.RecursionError, "maximum recursion depth exceeded");
          py.depth++;
          g->back = f, py.frame = f = g;
          goto resume;
        }
        if (!IS_SMALL(fn) && fn->type == T.func) {
          Frame *g = func_frame((Func *)fn, n, args, NULL);
          if (g) {
            if (py.depth >= py.limit) raise(E.RecursionError, "maximum recursion depth exceeded");
            py.depth++;
            g->back = f, py.frame = f = g;
            if (py.signalled) handle_signals();
            goto resume;
          }
        }
        v = call(fn, n, args, NULL);
        PUSH(v);
        break;
      }
      case OP_CALL_KW: {
        Tuple *names = TUPLE(POPV());
        V *args = sp - arg;
        f->sp = args - 1;
        v = call(args[-1], arg - names->len, args, kw_dict(names, sp - names->len));
        sp = args - 1;
        PUSH(v);
        break;
      }
      case OP_CALL_EX: {
        Dict *kw = arg ? DICT(sp[-1]) : NULL;
        Tuple *t = TUPLE(sp[arg ? -2 : -1]);
        V *at = sp - (arg ? 3 : 2);
        f->sp = at;
        v = call(*at, t->len, t->v, kw && kw->used ? kw : NULL);
        sp = at;
        PUSH(v);
        break;
      }
      case OP_BINARY:
        w = TOP, v = SECOND;
        if (IS_SMALL(v) && IS_SMALL(w)) {
          if (arg == O_ADD) {
            long r = (long)v + ((long)w - 1);
            if (!((((long)v ^ r) & ((long)w ^ r)) < 0)) {
              sp--;
              TOP = (V)r;
              break;
            }
          } else if (arg == O_SUB) {
            long r = SMALLVAL(v) - SMALLVAL(w);
            sp--;
            TOP = r >= SMALL_MIN && r <= SMALL_MAX ? SMALL(r) : int_new(r);
            break;
          } else {
            v = int_binary(v, w, arg);
            sp--;
            TOP = v;
            break;
          }
        }
        v = binary(v, w, arg);
        sp--;
        TOP = v;
        break;
      case OP_INPLACE:
        w = TOP, v = SECOND;
        if (IS_SMALL(v) && IS_SMALL(w)) v = arg <= O_SUB ? int_new(arg == O_ADD ? SMALLVAL(v) + SMALLVAL(w) : SMALLVAL(v) - SMALLVAL(w)) : int_binary(v, w, arg);
        else v = inplace(v, w, arg);
        sp--;
        TOP = v;
        break;
      case OP_UNARY: TOP = arg == U_NOT ? BOOL(!is_true(TOP)) : unary(TOP, arg); break;
      case OP_COMPARE:
        w = TOP, v = SECOND;
        if (IS_SMALL(v) && IS_SMALL(w) && arg <= C_GE) {
          long x = (long)v, y = (long)w;
          v = BOOL(arg == C_LT ? x < y : arg == C_LE ? x <= y : arg == C_EQ ? x == y : arg == C_NE ? x != y : arg == C_GT ? x > y : x >= y);
        } else if (arg == C_IS) v = BOOL(v == w);
        else if (arg == C_ISNOT) v = BOOL(v != w);
        else if (arg == C_IN) v = BOOL(contains(w, v));
        else if (arg == C_NOTIN) v = BOOL(!contains(w, v));
        else v = compare(v, w, arg);
        sp--;
        TOP = v;
        break;
      case OP_GETITEM:
        w = TOP, v = SECOND;
        if (IS_SMALL(w) && !IS_SMALL(v) && v->type == T.list) {
          List *l = LIST(v);
          long i = SMALLVAL(w);
          if (i < 0) i += l->len;
          if ((unsigned long)i < (unsigned long)l->len) {
            sp--;
            TOP = l->v[i];
            break;
          }
        }
        v = getitem(v, w);
        sp--;
        TOP = v;
        break;
      case OP_SETITEM: setitem(sp[-2], sp[-1], sp[-3]), sp -= 3; break;
      case OP_DELITEM: setitem(sp[-2], sp[-1], NULL), sp -= 2; break;
      case OP_POP: sp--; break;
      case OP_DUP: v = TOP, PUSH(v); break;
      case OP_DUP2: sp[0] = sp[-2], sp[1] = sp[-1], sp += 2; break;
      case OP_ROT2: v = TOP, TOP = SECOND, SECOND = v; break;
      case OP_ROT3: v = TOP, TOP = SECOND, SECOND = sp[-3], sp[-3] = v; break;
      case OP_BUILD_TUPLE: v = tuple_of(sp - arg, arg), sp -= arg, PUSH(v); break;
      case OP_BUILD_LIST: v = list_of(sp - arg, arg), sp -= arg, PUSH(v); break;
      case OP_BUILD_SET:
        v = set_new(T.set);
        for (int i = 0; i < arg; i++) set_add((Set *)v, sp[i - arg]);
        sp -= arg, PUSH(v);
        break;
      case OP_BUILD_MAP:
        v = (V)dict_new();
        for (int i = 0; i < arg; i++) dict_set(DICT(v), sp[2 * (i - arg)], sp[2 * (i - arg) + 1]);
        sp -= 2 * arg, PUSH(v);
        break;
      case OP_BUILD_STRING: v = (V)str_join(py.empty_str, sp - arg, arg), sp -= arg, PUSH(v); break;
      case OP_BUILD_SLICE: {
        Slice *s = NEW(Slice, T.slice);
        s->start = sp[-arg], s->stop = sp[1 - arg], s->step = arg == 3 ? sp[-1] : None;
        sp -= arg, PUSH((V)s);
        break;
      }
      case OP_LIST_APPEND: w = TOP, list_append(LIST(sp[-1 - (arg & 255)]), w), sp--; break;
      case OP_SET_ADD: set_add((Set *)sp[-1 - arg], TOP), sp--; break;
      case OP_MAP_ADD: dict_set(DICT(sp[-1 - arg]), SECOND, TOP), sp -= 2; break;
      case OP_LIST_EXTEND:
        if (!TYPE(TOP)->iter && !TYPE(TOP)->getitem && !IS_TYPE(TOP))
          raise(E.TypeError, arg >> 8 ? "Value after * must be an iterable, not %T" : "Value after * must be an iterable, not %T", TOP);
        list_extend(LIST(sp[-1 - (arg & 255)]), TOP), sp--;
        break;
      case OP_SET_UPDATE: set_update((Set *)sp[-2], TOP), sp--; break;
      case OP_DICT_UPDATE:
        if (!IS_DICT(TOP) && !find_attr(TOP, N(keys))) raise(E.TypeError, "'%T' object is not a mapping", TOP);
        dict_update(DICT(sp[-2]), TOP), sp--;
        break;
      case OP_DICT_MERGE: {
        V m = TOP, k, val;
        if (!IS_DICT(m)) {
          if (!find_attr(m, N(keys))) raise(E.TypeError, "%S() argument after ** must be a mapping, not %T", getattr(sp[-4], N(__qualname__)), m);
          Dict *d = dict_new();
          dict_update(d, m);
          m = (V)d;
        }
        for (long at = 0; dict_next(DICT(m), &at, &k, &val);) {
          if (!IS_STR(k)) raise(E.TypeError, "keywords must be strings");
          if (dict_get(DICT(sp[-2]), k)) raise(E.TypeError, "%S() got multiple values for keyword argument '%S'", getattr(sp[-4], N(__qualname__)), k);
          dict_set(DICT(sp[-2]), (V)intern_str(STR(k)), val);
        }
        sp--;
        break;
      }
      case OP_LIST_TO_TUPLE: TOP = tuple_of(LIST(TOP)->v, LIST(TOP)->len); break;
      case OP_JUMP:
        pc = f->code->ops + arg;
        if (py.signalled) handle_signals();
        break;
      case OP_POP_JUMP_IF_FALSE:
        v = TOP;
        if (v == True || (v != False && is_true(v))) sp--;
        else sp--, pc = f->code->ops + arg;
        break;
      case OP_POP_JUMP_IF_TRUE:
        v = TOP;
        if (v == False || (v != True && !is_true(v))) sp--;
        else sp--, pc = f->code->ops + arg;
        break;
      case OP_JUMP_IF_FALSE_OR_POP:
        if (is_true(TOP)) sp--;
        else pc = f->code->ops + arg;
        break;
      case OP_JUMP_IF_TRUE_OR_POP:
        if (!is_true(TOP)) sp--;
        else pc = f->code->ops + arg;
        break;
      case OP_GET_ITER: TOP = iter(TOP); break;
      case OP_FOR_ITER: {
        V it = TOP;
        Type *t = TYPE(it);
        f->sp = sp;
        v = t->next == iter_slot ? ((Iter *)it)->next(((Iter *)it)->st) : next(it);
        if (v) PUSH(v);
        else sp--, pc = f->code->ops + arg;
        break;
      }
      case OP_UNPACK: unpack(TOP, arg, sp - 1), sp += arg - 1; break;
      case OP_UNPACK_EX: unpack_star(TOP, arg & 255, arg >> 8, sp - 1), sp += (arg & 255) + (arg >> 8); break;
      case OP_RETURN: {
        v = TOP;
        Frame *back = f->back;
        py.depth--;
        py.frame = back;
        if (f->gen) f->gen->done = 1;
        if (f->entry) {
          py.top = c.up;
          if (!f->gen) gc_free(f);
          return v;
        }
        if (!f->gen) gc_free(f);
        f = back;
        *f->sp++ = v;
        goto resume;
      }
      case OP_YIELD:
        v = POPV();
        f->sp = sp;
        py.depth--;
        py.frame = f->back;
        py.top = c.up;
        return v;
      case OP_GET_YIELD_FROM:
        if (!IS(TOP, gen)) TOP = iter(TOP);
        break;
      case OP_YIELD_FROM: /* iterator, value to send: yields until the iterator ends, then leaves its result */
        w = POPV();
        f->gen->yieldfrom = TOP;
        f->sp = sp;
        if (IS(TOP, gen)) v = gen_send((Gen *)TOP, w);
        else if (w == None) v = next(TOP), v || (py.raised = py.raised == None ? NULL : py.raised);
        else v = call_method(TOP, N(send), 1, &w);
        if (v) {
          f->pc = pc - 1; /* to be resumed here, with the value that is sent */
          f->sp = sp;
          py.depth--;
          py.frame = f->back;
          py.top = c.up;
          return v;
        }
        f->gen->yieldfrom = NULL;
        TOP = IS(TOP, gen) && py.raised ? py.raised : None;
        break;
      case OP_MAKE_FUNCTION: {
        int used;
        v = make_function_object(sp, arg, f, &used);
        sp -= used;
        PUSH(v);
        break;
      }
      case OP_FORMAT:
        v = sp[arg & 4 ? -2 : -1];
        if ((arg & 3) == 1) v = repr(v);
        else if ((arg & 3) == 2) v = str(v);
        else if ((arg & 3) == 3) v = ascii_repr(v);
        if (arg & 4) v = format_value(v, STR(TOP)), sp--;
        else if (IS_SMALL(v) || v->type != T.str) v = format_value(v, py.empty_str);
        TOP = v;
        break;
      case OP_IMPORT_NAME:
        f->sp = sp;
        v = import_name(f->code->names[arg], f->globals, TOP, SMALLVAL(SECOND));
        sp--;
        TOP = v;
        break;
      case OP_IMPORT_FROM: v = import_from(TOP, f->code->names[arg]), PUSH(v); break;
      case OP_IMPORT_STAR: import_star(TOP, f->locals), sp--; break;
      case OP_RAISE:
        if (arg == 0) {
          if (!py.handled) raise(E.RuntimeError, "No active exception to reraise");
          v = py.handled;
          goto reraise;
        }
        do_raise(arg == 2 ? SECOND : TOP, arg == 2 ? TOP : NULL, arg == 2);
      case OP_PUSH_EXC:
        v = TOP;
        TOP = py.handled;
        PUSH(v);
        py.handled = v;
        break;
      case OP_POP_EXCEPT: py.handled = POPV(); break;
      case OP_RERAISE:
        v = POPV();
        py.handled = POPV();
        goto reraise;
      case OP_RERAISE_CLEANUP:
        v = TOP;
        py.handled = sp[-1 - arg];
        goto reraise;
      case OP_CHECK_EXC: TOP = check_match_type(SECOND, TOP); break;
      case OP_WITH_ENTER: {
        v = special(TOP, N(__enter__));
        w = special(TOP, N(__exit__));
        if (!v) raise(E.TypeError, "'%T' object does not support the context manager protocol", TOP);
        if (!w) raise(E.TypeError, "'%T' object does not support the context manager protocol (missed __exit__ method)", TOP);
        TOP = w;
        f->sp = sp;
        v = call0(v);
        PUSH(v);
        break;
      }
      case OP_WITH_EXCEPT: /* exit old exc */
        f->sp = sp;
        v = call3(sp[-3], (V)TYPE(TOP), TOP, ((Exc *)TOP)->tb ? ((Exc *)TOP)->tb : None);
        PUSH(v);
        break;
      case OP_RESTORE_HANDLED: py.handled = f->stack[arg]; break;
      case OP_LOAD_STACK: v = f->stack[arg], PUSH(v); break;
      case OP_POP_TO: sp = f->stack + arg; break;
      case OP_LOAD_BUILD_CLASS: PUSH(get_builtin("__build_class__")); break;
      case OP_LOAD_ASSERTION: PUSH((V)E.AssertionError); break;
      case OP_PRINT_EXPR:
        v = dict_get(py.sysdict, (V)intern("displayhook"));
        if (v) call1(v, TOP);
        sp--;
        break;
      case OP_MATCH_SEQ: v = BOOL((IS_LIST(TOP) || IS_TUPLE(TOP) || IS(TOP, range))), PUSH(v); break;
      case OP_MATCH_MAP: v = BOOL(IS_DICT(TOP)), PUSH(v); break;
      case OP_MATCH_KEYS: v = match_keys(SECOND, TOP), PUSH(v); break;
      case OP_MATCH_CLASS: v = match_class(sp[-3], sp[-2], arg, sp[-1]), sp -= 2, PUSH(v); break;
      case OP_MATCH_REST: v = dict_copy_without(SECOND, TOP), sp--, TOP = v; break;
      case OP_GET_LEN: v = SMALL(length(TOP)), PUSH(v); break;
      case OP_SETUP_ANNOTATIONS:
        if (!dict_gets(f->locals, N(__annotations__))) dict_set(f->locals, (V)N(__annotations__), (V)dict_new());
        break;
      default: raise(E.SystemError, "unknown opcode %d", (int)(ins & 255));
    }
    continue;
  reraise:
    py.raised = v;
    goto unwind;
  }
exception:
  tb_here((Exc *)py.raised, py.frame);
unwind:
  f = py.frame;
  py.top = &c;
  Handler *h = find_handler(f->code, f->pc - f->code->ops - 1);
  if (h) {
    sp = f->stack + h->depth;
    PUSH(py.raised);
    f->sp = sp;
    f->pc = f->code->ops + h->target;
    int depth = c.depth;
    for (Frame *g = f; g; g = g->back) {
      depth++;
      if (g->entry) break;
    }
    py.depth = depth;
    goto resume;
  }
  if (f->gen) f->gen->done = 1;
  py.frame = f->back;
  if (f->entry) {
    py.top = c.up;
    py.depth = c.depth;
    reraise(py.raised);
  }
  goto exception;
}

V run(Frame *f) { return run_with(f, NULL); }
/* Goes on in a generator's frame with an exception. */
V run_throw(Frame *f, V exc) { return run_with(f, exc); }
