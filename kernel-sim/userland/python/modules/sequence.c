/* Tuples with named fields that C makes: sys.version_info, os.stat_result, time.struct_time. */
#include "../py.h"

static V s_repr(int n, V *a, Dict *kw) {
  Buf b = {0};
  Tuple *names = TUPLE(getattr((V)TYPE(a[0]), N(_fields))), *t = TUPLE(a[0]);
  buf_str(&b, (V)fmt("%S.%S(", (V)TYPE(a[0])->module, (V)TYPE(a[0])->name));
  for (long i = 0; i < t->len && i < names->len; i++) buf_str(&b, (V)fmt(i ? ", %S=%R" : "%S=%R", names->v[i], t->v[i]));
  buf_c(&b, ")");
  return (V)buf_done(&b);
}
static V s_get(int n, V *a, Dict *kw) { return None; }
static const Def repr_def = {"__repr__", s_repr, 0, 0};

V struct_sequence(const char *type, const char *fields, V *v) {
  static Dict *made;
  if (!made) list_append(py.roots, (V)(made = dict_new()));
  V k = (V)intern(type);
  Type *t = (Type *)dict_get(made, k);
  List *names = LIST(call_method((V)str_c(fields), intern("split"), 0, NULL));
  if (!t) {
    const char *dot = strrchr(type, '.');
    t = TYPEOBJ(class_new(T.type, intern(dot + 1), TUPLE(tuple_of((V[]){(V)T.tuple}, 1)), dict_new(), NULL));
    t->module = intern_str(str_new(type, dot - type));
    dict_set(t->dict, (V)N(_fields), to_tuple((V)names));
    extern V collections_getter(long i);
    for (long i = 0; i < names->len; i++) dict_set(t->dict, names->v[i], collections_getter(i));
    dict_set(t->dict, (V)N(__repr__), cfunc_new(&repr_def, NULL, t));
    type_changed(t);
    dict_set(made, k, (V)t);
  }
  (void)s_get;
  V tuple = tuple_of(v, names->len), o = t->new_(t, 1, &tuple, NULL);
  return o;
}

/* A descriptor that gives item i: for named fields. */
typedef struct { Type *type; long i; } Item;
static V item_get(V self, V obj, Type *t) { return obj ? TUPLE(obj)->v[((Item *)self)->i] : self; }
static void item_set(V self, V obj, V v) { raise(E.AttributeError, "can't set attribute"); }
V collections_getter(long i) {
  static Type *t;
  if (!t) {
    t = type_new("_tuplegetter", T.object, sizeof(Item), T_ABSTRACT, NULL);
    t->get = item_get, t->set = item_set;
    type_ready(t);
  }
  Item *o = NEW(Item, t);
  o->i = i;
  return (V)o;
}

/* __del__ is called when the collector has found the object: between instructions, not inside the collector. */
static V dead[256];
static int ndead;
void queue_del(V v) {
  if (ndead < 256) dead[ndead++] = v;
}
