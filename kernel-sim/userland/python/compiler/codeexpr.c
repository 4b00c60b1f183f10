/* Expressions → instructions. Every case sets the position that a traceback will underline. */
#include "compile.h"

static V folded(Node *n) { /* -1, 2 ** 10 … of constants */
  if (n->kind == N_CONST && !IS_STR(n->val) && (IS_SMALL(n->val) || n->val->type == T.float_ || n->val->type == T.int_)) return n->val;
  if (n->kind == N_UNARY && n->op == U_NEG) {
    V v = folded(n->a);
    return v ? unary(v, U_NEG) : NULL;
  }
  if (n->kind == N_BINOP && (n->op == O_ADD || n->op == O_SUB || n->op == O_MUL || n->op == O_POW)) {
    V a = folded(n->a), b = a ? folded(n->b) : NULL;
    if (!b || (n->op == O_MUL && (!IS_SMALL(a) || !IS_SMALL(b)))) return NULL;
    if (n->op == O_POW && (!IS_SMALL(a) || !IS_SMALL(b) || SMALLVAL(b) < 0 || SMALLVAL(b) > 100)) return NULL;
    return binary(a, b, n->op);
  }
  return NULL;
}

static void elements(Unit *u, Nodes *l, int build, int extend, Node *at) {
  long i = 0, starred = 0;
  for (long k = 0; k < l->n; k++) starred |= l->v[k]->kind == N_STARRED;
  if (!starred && l->n < 4000) {
    for (; i < l->n; i++) expr(u, l->v[i]);
    set_pos(u, at);
    emit(u, build, l->n);
    return;
  }
  set_pos(u, at);
  emit(u, build, 0);
  for (; i < l->n; i++) {
    int star = l->v[i]->kind == N_STARRED;
    expr(u, star ? l->v[i]->a : l->v[i]);
    set_pos(u, star ? l->v[i] : at);
    emit(u, star ? extend : build == OP_BUILD_SET ? OP_SET_ADD : OP_LIST_APPEND, 1);
  }
}

static void tuple(Unit *u, Node *n) {
  int constant = n->l->n > 0, starred = 0;
  for (long i = 0; i < n->l->n; i++) constant &= n->l->v[i]->kind == N_CONST, starred |= n->l->v[i]->kind == N_STARRED;
  if (constant) {
    Tuple *t = tuple_new(n->l->n);
    for (long i = 0; i < t->len; i++) t->v[i] = n->l->v[i]->val;
    load_const(u, (V)t);
  } else if (starred) {
    elements(u, n->l, OP_BUILD_LIST, OP_LIST_EXTEND, n);
    emit(u, OP_LIST_TO_TUPLE, 0);
  } else elements(u, n->l, OP_BUILD_TUPLE, 0, n);
}

static void dict(Unit *u, Node *n) {
  long from = 0;
  int open = 0;
  for (long i = 0; i <= n->l->n; i++) {
    int stars = i < n->l->n && !n->l->v[i];
    if (i < n->l->n && !stars && i - from < 500) {
      expr(u, n->l->v[i]);
      expr(u, n->l2->v[i]);
      continue;
    }
    set_pos(u, n);
    if (i > from || !open) {
      emit(u, OP_BUILD_MAP, i - from);
      if (open) emit(u, OP_DICT_UPDATE, 1);
      open = 1;
    }
    if (stars) {
      expr(u, n->l2->v[i]);
      set_pos(u, n->l2->v[i]);
      emit(u, OP_DICT_UPDATE, 1);
      from = i + 1;
    } else if (i < n->l->n) from = i, i--;
  }
}

/* The function and npre arguments are on the stack. */
void call_code(Unit *u, Node *n, int npre, Nodes *args, Nodes *keywords) {
  int complex = args->n > 200;
  for (long i = 0; i < args->n; i++) complex |= args->v[i]->kind == N_STARRED;
  for (long i = 0; i < keywords->n; i++) {
    Node *k = keywords->v[i];
    complex |= !k->name;
    for (long j = 0; k->name && j < i; j++)
      if (keywords->v[j]->name == k->name) compile_error(u, k, "keyword argument repeated: %S", (V)k->name);
  }
  if (!complex) {
    for (long i = 0; i < args->n; i++) expr(u, args->v[i]);
    if (keywords->n) {
      Tuple *names = tuple_new(keywords->n);
      for (long i = 0; i < keywords->n; i++) {
        expr(u, keywords->v[i]->a);
        names->v[i] = (V)keywords->v[i]->name;
      }
      set_pos(u, n);
      load_const(u, (V)names);
      emit(u, OP_CALL_KW, npre + args->n + keywords->n);
    } else {
      set_pos(u, n);
      emit(u, OP_CALL, npre + args->n);
    }
    return;
  }
  emit(u, OP_BUILD_LIST, npre);
  for (long i = 0; i < args->n; i++) {
    int star = args->v[i]->kind == N_STARRED;
    expr(u, star ? args->v[i]->a : args->v[i]);
    set_pos(u, n);
    emit(u, star ? OP_LIST_EXTEND : OP_LIST_APPEND, 1 | (star ? 1 << 8 : 0));
  }
  emit(u, OP_LIST_TO_TUPLE, 0);
  if (keywords->n) {
    emit(u, OP_BUILD_MAP, 0);
    for (long i = 0; i < keywords->n; i++) {
      Node *k = keywords->v[i];
      if (k->name) {
        load_const(u, (V)k->name);
        expr(u, k->a);
        emit(u, OP_BUILD_MAP, 1);
      } else expr(u, k->a);
      set_pos(u, n);
      emit(u, OP_DICT_MERGE, 1);
    }
  }
  set_pos(u, n);
  emit(u, OP_CALL_EX, keywords->n != 0);
}

static void call_expr(Unit *u, Node *n) {
  int plain = n->a->kind == N_ATTR && !n->l2->n && n->l->n < 200;
  for (long i = 0; i < n->l->n; i++) plain &= n->l->v[i]->kind != N_STARRED;
  if (!plain) {
    expr(u, n->a);
    call_code(u, n, 0, n->l, n->l2);
    return;
  }
  expr(u, n->a->a);
  set_pos(u, n->a);
  emit(u, OP_LOAD_METHOD, add_name(u, n->a->name));
  for (long i = 0; i < n->l->n; i++) expr(u, n->l->v[i]);
  set_pos(u, n);
  emit(u, OP_CALL_METHOD, n->l->n);
}

static void bool_op(Unit *u, Node *n) {
  int *ends = gc_raw(n->l->n * sizeof *ends), count = 0, base = u->depth;
  for (long i = 0; i < n->l->n; i++) {
    u->depth = base;
    expr(u, n->l->v[i]);
    set_pos(u, n);
    if (i + 1 < n->l->n) ends[count++] = emit_jump(u, n->op ? OP_JUMP_IF_TRUE_OR_POP : OP_JUMP_IF_FALSE_OR_POP);
  }
  for (int i = 0; i < count; i++) patch(u, ends[i]);
  u->depth = base + 1;
}

static void compare_chain(Unit *u, Node *n) {
  int *ends = gc_raw(n->l->n * sizeof *ends), count = 0;
  expr(u, n->a);
  for (long i = 0; i < n->l->n; i++) {
    expr(u, n->l->v[i]);
    set_pos(u, n);
    if (i + 1 < n->l->n) {
      emit(u, OP_DUP, 0);
      emit(u, OP_ROT3, 0);
      emit(u, OP_COMPARE, n->l2->v[i]->op);
      ends[count++] = emit_jump(u, OP_JUMP_IF_FALSE_OR_POP);
    } else emit(u, OP_COMPARE, n->l2->v[i]->op);
  }
  if (!count) return;
  int over = emit_jump(u, OP_JUMP);
  for (int i = 0; i < count; i++) patch(u, ends[i]);
  emit(u, OP_ROT2, 0);
  emit(u, OP_POP, 0);
  u->depth++;
  patch(u, over);
}

/* Jumps when n is true (when = 1) or false: places to patch are collected. */
void jump_if(Unit *u, Node *n, int when, int *patches, int *count) {
  if (n->kind == N_UNARY && n->op == U_NOT) {
    jump_if(u, n->a, !when, patches, count);
    return;
  }
  if (n->kind == N_BOOLOP && n->op == when && *count + n->l->n < 32) { /* or/true, and/false: any part decides */
    for (long i = 0; i < n->l->n; i++) jump_if(u, n->l->v[i], when, patches, count);
    return;
  }
  if (n->kind == N_BOOLOP && n->op != when) {
    int skips[32], nskips = 0;
    if (n->l->n < 16) {
      for (long i = 0; i + 1 < n->l->n; i++) jump_if(u, n->l->v[i], !when, skips, &nskips);
      jump_if(u, n->l->v[n->l->n - 1], when, patches, count);
      for (int i = 0; i < nskips; i++) patch(u, skips[i]);
      return;
    }
  }
  expr(u, n);
  set_pos(u, n);
  patches[(*count)++] = emit_jump(u, when ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE);
}

static void subscript_index(Unit *u, Node *n) {
  if (n->kind != N_SLICE) {
    expr(u, n);
    return;
  }
  Node *parts[3] = {n->a, n->b, n->c};
  for (int i = 0; i < (n->c ? 3 : 2); i++) {
    if (parts[i]) expr(u, parts[i]);
    else load_const(u, None);
  }
  set_pos(u, n);
  emit(u, OP_BUILD_SLICE, n->c ? 3 : 2);
}

static void joined(Unit *u, Node *n) {
  for (long i = 0; i < n->l->n; i++) expr(u, n->l->v[i]);
  set_pos(u, n);
  if (n->l->n == 0) load_const(u, (V)py.empty_str);
  else if (n->l->n > 1 || n->l->v[0]->kind == N_CONST) emit(u, OP_BUILD_STRING, n->l->n);
}

void expr(Unit *u, Node *n) {
  gc_check_stack();
  V v;
  set_pos(u, n);
  switch (n->kind) {
    case N_CONST: load_const(u, n->val); return;
    case N_NAME: name_op(u, n->name, LOAD); return;
    case N_TUPLE: tuple(u, n); return;
    case N_LIST: elements(u, n->l, OP_BUILD_LIST, OP_LIST_EXTEND, n); return;
    case N_SET: {
      int constant = n->l->n >= 3;
      for (long i = 0; i < n->l->n; i++) constant &= n->l->v[i]->kind == N_CONST || folded(n->l->v[i]);
      if (constant) { /* as CPython: a frozen set that is merged into a new one; the order shows */
        V f = set_new(T.frozenset);
        for (long i = 0; i < n->l->n; i++) set_add((Set *)f, n->l->v[i]->kind == N_CONST ? n->l->v[i]->val : folded(n->l->v[i]));
        V again = set_new(T.frozenset), k; /* CPython puts constants together once more */
        for (long at = 0; set_next((Set *)f, &at, &k);) set_add((Set *)again, k);
        f = again;
        emit(u, OP_BUILD_SET, 0);
        load_const(u, f);
        emit(u, OP_SET_UPDATE, 1);
        return;
      }
    }
      elements(u, n->l, OP_BUILD_SET, OP_SET_UPDATE, n); return;
    case N_DICT: dict(u, n); return;
    case N_BINOP:
      if ((v = folded(n))) {
        load_const(u, v);
        return;
      }
      expr(u, n->a);
      expr(u, n->b);
      set_pos(u, n);
      emit(u, OP_BINARY, n->op);
      return;
    case N_UNARY:
      if ((v = folded(n))) {
        load_const(u, v);
        return;
      }
      expr(u, n->a);
      set_pos(u, n);
      emit(u, OP_UNARY, n->op);
      return;
    case N_BOOLOP: bool_op(u, n); return;
    case N_COMPARE: compare_chain(u, n); return;
    case N_CALL: call_expr(u, n); return;
    case N_ATTR:
      expr(u, n->a);
      set_pos(u, n);
      emit(u, OP_LOAD_ATTR, add_name(u, n->name));
      return;
    case N_SUBSCR:
      expr(u, n->a);
      subscript_index(u, n->b);
      set_pos(u, n);
      emit(u, OP_GETITEM, 0);
      return;
    case N_SLICE: subscript_index(u, n); return;
    case N_STARRED: compile_error(u, n, "can't use starred expression here");
    case N_LAMBDA: function(u, n); return;
    case N_IFEXP: {
      int no[40], count = 0, base = u->depth;
      jump_if(u, n->a, 0, no, &count);
      expr(u, n->b);
      int over = emit_jump(u, OP_JUMP);
      u->depth = base;
      for (int i = 0; i < count; i++) patch(u, no[i]);
      expr(u, n->c);
      patch(u, over);
      return;
    }
    case N_LISTCOMP: case N_SETCOMP: case N_GENEXP: case N_DICTCOMP: comprehension_code(u, n); return;
    case N_YIELD:
      if (n->a) expr(u, n->a);
      else load_const(u, None);
      set_pos(u, n);
      emit(u, OP_YIELD, 0);
      return;
    case N_YIELDFROM:
      expr(u, n->a);
      set_pos(u, n);
      emit(u, OP_GET_YIELD_FROM, 0);
      load_const(u, None);
      emit(u, OP_YIELD_FROM, 0);
      return;
    case N_NAMED:
      expr(u, n->b);
      emit(u, OP_DUP, 0);
      name_op(u, n->a->name, STORE);
      return;
    case N_JOINED: joined(u, n); return;
    case N_FORMATTED:
      expr(u, n->a);
      if (n->b) joined(u, n->b);
      set_pos(u, n);
      emit(u, OP_FORMAT, (n->op == 'r' ? 1 : n->op == 's' ? 2 : n->op == 'a' ? 3 : 0) | (n->b ? 4 : 0));
      return;
    default: compile_error(u, n, "invalid syntax");
  }
}

/* The value on the stack into a target. */
void store(Unit *u, Node *t) {
  set_pos(u, t);
  switch (t->kind) {
    case N_NAME: name_op(u, t->name, STORE); return;
    case N_ATTR:
      expr(u, t->a);
      set_pos(u, t);
      emit(u, OP_STORE_ATTR, add_name(u, t->name));
      return;
    case N_SUBSCR:
      expr(u, t->a);
      subscript_index(u, t->b);
      set_pos(u, t);
      emit(u, OP_SETITEM, 0);
      return;
    case N_TUPLE: case N_LIST: {
      long star = -1;
      for (long i = 0; i < t->l->n; i++)
        if (t->l->v[i]->kind == N_STARRED) {
          if (star >= 0) compile_error(u, t, "multiple starred expressions in assignment");
          star = i;
        }
      if (star < 0) emit(u, OP_UNPACK, t->l->n);
      else emit(u, OP_UNPACK_EX, star | (t->l->n - star - 1) << 8);
      for (long i = 0; i < t->l->n; i++) store(u, i == star ? t->l->v[i]->a : t->l->v[i]);
      return;
    }
    default: compile_error(u, t, "starred assignment target must be in a list or tuple");
  }
}

void delete_target(Unit *u, Node *t) {
  set_pos(u, t);
  switch (t->kind) {
    case N_NAME: name_op(u, t->name, DELETE); return;
    case N_ATTR:
      expr(u, t->a);
      set_pos(u, t);
      emit(u, OP_DELETE_ATTR, add_name(u, t->name));
      return;
    case N_SUBSCR:
      expr(u, t->a);
      subscript_index(u, t->b);
      set_pos(u, t);
      emit(u, OP_DELITEM, 0);
      return;
    default:
      for (long i = 0; i < t->l->n; i++) delete_target(u, t->l->v[i]);
  }
}
