/* What the match statement asks: keys of mappings, attributes of classes. */
#include "../py.h"

/* The values of the keys, or None when one is missing. */
V match_keys(V subject, V keys) {
  Tuple *k = TUPLE(keys), *r = tuple_new(k->len);
  for (long i = 0; i < k->len; i++)
    if (!(r->v[i] = dict_get(DICT(subject), k->v[i]))) return None;
  return (V)r;
}

/* The attributes that a class pattern looks at, or None: first the positional ones by __match_args__. */
V match_class(V subject, V cls, long npos, V names) {
  if (!IS_TYPE(cls)) raise(E.TypeError, "called match pattern must be a class");
  if (!isinstance(subject, cls)) return None;
  Tuple *n = TUPLE(names), *r = tuple_new(npos + n->len);
  int whole = (TYPEOBJ(cls)->flags & (T_INT | T_STR | T_TUPLE | T_LIST | T_DICT | T_BYTES | T_FLOAT | T_SET)) != 0;
  V args = find_attr(cls, N(__match_args__));
  if (npos && !args && !(whole && npos == 1)) raise(E.TypeError, "%S() accepts %d positional sub-pattern%s (%ld given)", (V)TYPEOBJ(cls)->name, whole ? 1 : 0, whole ? "" : "s", npos);
  if (args && npos > length(args)) raise(E.TypeError, "%S() accepts %ld positional sub-pattern%s (%ld given)", (V)TYPEOBJ(cls)->name, length(args), length(args) == 1 ? "" : "s", npos);
  for (long i = 0; i < npos; i++)
    if (!(r->v[i] = args ? find_attr(subject, intern_str(STR(TUPLE(args)->v[i]))) : subject)) return None;
  for (long i = 0; i < n->len; i++)
    if (!(r->v[npos + i] = find_attr(subject, STR(n->v[i])))) return None;
  return (V)r;
}

V dict_copy_without(V d, V keys) {
  Dict *r = dict_copy(DICT(d));
  for (long i = 0; i < TUPLE(keys)->len; i++) dict_del(r, TUPLE(keys)->v[i]);
  return (V)r;
}
