/* Statements → instructions, without try, with and match. */
#include "compile.h"

static void augmented(Unit *u, Node *n) {
  static const int ops[] = {O_ADD, O_SUB, O_MUL, O_TRUEDIV, O_FLOORDIV, O_MOD, O_POW, O_LSHIFT, O_RSHIFT, O_AND, O_XOR, O_OR, O_MATMUL};
  Node *t = n->a;
  if (t->kind == N_NAME) name_op(u, t->name, LOAD);
  else {
    expr(u, t->a);
    if (t->kind == N_ATTR) {
      emit(u, OP_DUP, 0);
      set_pos(u, t);
      emit(u, OP_LOAD_ATTR, add_name(u, t->name));
    } else {
      expr(u, t->b);
      emit(u, OP_DUP2, 0);
      set_pos(u, t);
      emit(u, OP_GETITEM, 0);
    }
  }
  expr(u, n->b);
  set_pos(u, n);
  emit(u, OP_INPLACE, ops[n->op]);
  set_pos(u, t);
  if (t->kind == N_NAME) name_op(u, t->name, STORE);
  else if (t->kind == N_ATTR) {
    emit(u, OP_ROT2, 0);
    emit(u, OP_STORE_ATTR, add_name(u, t->name));
  } else {
    emit(u, OP_ROT3, 0); /* obj key value → value obj key */
    emit(u, OP_SETITEM, 0);
  }
}

static void annotation(Unit *u, Node *n) {
  if (n->c) {
    expr(u, n->c);
    store(u, n->a);
  }
  if (u->scope->kind != SC_MODULE && u->scope->kind != SC_CLASS) return;
  expr(u, n->b);
  if (n->a->kind == N_NAME && !n->a->paren) {
    emit(u, OP_LOAD_NAME, add_name(u, N(__annotations__)));
    load_const(u, (V)mangle(u->scope, n->a->name));
    emit(u, OP_SETITEM, 0);
  } else emit(u, OP_POP, 0);
}

static Block *enter(Unit *u, int kind, Node *n) {
  if (u->nblocks == 40) compile_error(u, n, "too many statically nested blocks");
  Block *b = &u->blocks[u->nblocks++];
  *b = (Block){.kind = kind, .start = u->nops, .depth = u->depth, .top = u->nops, .node = n};
  return b;
}
static void break_jump(Unit *u, Block *b, int at) {
  b->patches = gc_grow(b->patches, b->nbreaks * sizeof(int), (b->nbreaks + 1) * sizeof(int), 1);
  b->patches[b->nbreaks++] = at;
}
static void leave_loop(Unit *u) {
  Block *b = &u->blocks[--u->nblocks];
  for (int i = 0; i < b->nbreaks; i++) patch(u, b->patches[i]);
}

static void while_loop(Unit *u, Node *n) {
  Block *b = enter(u, B_WHILE, n);
  int out[40], count = 0;
  int forever = n->a->kind == N_CONST && (n->a->val == True || (IS_SMALL(n->a->val) && n->a->val != SMALL(0)));
  if (!forever) jump_if(u, n->a, 0, out, &count);
  body(u, n->l);
  set_pos(u, n);
  emit(u, OP_JUMP, b->top);
  for (int i = 0; i < count; i++) patch(u, out[i]);
  Block saved = *b; /* break in the else part belongs to an outer loop */
  u->nblocks--;
  if (n->l2) body(u, n->l2);
  u->blocks[u->nblocks++] = saved;
  leave_loop(u);
}

static void for_loop(Unit *u, Node *n) {
  expr(u, n->b);
  set_pos(u, n);
  emit(u, OP_GET_ITER, 0);
  Block *b = enter(u, B_LOOP, n);
  b->depth = u->depth - 1;
  set_pos(u, n);
  int exit = emit_jump(u, OP_FOR_ITER);
  store(u, n->a);
  body(u, n->l);
  set_pos(u, n);
  emit(u, OP_JUMP, b->top);
  patch(u, exit);
  u->depth = b->depth;
  Block saved = *b;
  u->nblocks--;
  if (n->l2) body(u, n->l2);
  u->blocks[u->nblocks++] = saved;
  leave_loop(u);
}

static void loop_jump(Unit *u, Node *n) {
  int i = u->nblocks - 1, is_break = n->kind == N_BREAK;
  while (i >= 0 && u->blocks[i].kind != B_LOOP && u->blocks[i].kind != B_WHILE) i--;
  if (i < 0) compile_error(u, n, is_break ? "'break' outside loop" : "'continue' not properly in loop");
  int depth = u->depth;
  leave_blocks(u, i + 1, 0);
  set_pos(u, n);
  Block *b = &u->blocks[i];
  int want = b->depth + (b->kind == B_LOOP && !is_break);
  if (u->depth != want) emit(u, OP_POP_TO, want);
  if (is_break) break_jump(u, b, emit_jump(u, OP_JUMP));
  else emit(u, OP_JUMP, b->top);
  u->depth = depth;
}

static void import_code(Unit *u, Node *n) {
  if (n->kind == N_IMPORT) {
    for (long i = 0; i < n->l->n; i++) {
      Node *a = n->l->v[i];
      load_const(u, SMALL(0));
      load_const(u, None);
      emit(u, OP_IMPORT_NAME, add_name(u, a->name));
      char *dot = strchr(a->name->s, '.');
      if (a->name2) {
        while (dot) { /* import a.b.c as d: d is a.b.c */
          char *end = strchr(dot + 1, '.');
          emit(u, OP_IMPORT_FROM, add_name(u, intern_str(end ? str_new(dot + 1, end - dot - 1) : str_c(dot + 1))));
          emit(u, OP_ROT2, 0);
          emit(u, OP_POP, 0);
          dot = end;
        }
        name_op(u, a->name2, STORE);
      } else name_op(u, dot ? intern_str(str_new(a->name->s, dot - a->name->s)) : a->name, STORE);
    }
    return;
  }
  Tuple *names = tuple_new(n->l->n ? n->l->n : 1);
  names->v[0] = (V)intern("*");
  for (long i = 0; i < n->l->n; i++) names->v[i] = (V)n->l->v[i]->name;
  if (n->name && !n->op && !strcmp(n->name->s, "__future__")) return;
  load_const(u, SMALL(n->op));
  load_const(u, (V)names);
  emit(u, OP_IMPORT_NAME, add_name(u, n->name ? n->name : py.empty_str));
  if (!n->l->n) {
    emit(u, OP_IMPORT_STAR, 0);
    return;
  }
  for (long i = 0; i < n->l->n; i++) {
    Node *a = n->l->v[i];
    emit(u, OP_IMPORT_FROM, add_name(u, a->name));
    name_op(u, a->name2 ? a->name2 : a->name, STORE);
  }
  emit(u, OP_POP, 0);
}

static void statement(Unit *u, Node *n) {
  gc_check_stack();
  set_pos(u, n);
  switch (n->kind) {
    case N_EXPR:
      if (n->a->kind == N_CONST && !u->interactive) {
        emit(u, OP_NOP, 0);
        return;
      }
      expr(u, n->a);
      emit(u, u->interactive && !u->up ? OP_PRINT_EXPR : OP_POP, 0);
      return;
    case N_ASSIGN:
      expr(u, n->a);
      for (long i = 0; i < n->l->n; i++) {
        if (i + 1 < n->l->n) emit(u, OP_DUP, 0);
        store(u, n->l->v[i]);
      }
      return;
    case N_AUG: augmented(u, n); return;
    case N_ANN: annotation(u, n); return;
    case N_RETURN: {
      if (u->scope->kind == SC_MODULE || u->scope->kind == SC_CLASS) compile_error(u, n, "'return' outside function");
      if (n->a) expr(u, n->a);
      else load_const(u, None);
      int depth = u->depth;
      leave_blocks(u, 0, 1);
      u->depth = depth;
      set_pos(u, n);
      emit(u, OP_RETURN, 0);
      return;
    }
    case N_DEL:
      for (long i = 0; i < n->l->n; i++) delete_target(u, n->l->v[i]);
      return;
    case N_PASS: emit(u, OP_NOP, 0); return;
    case N_BREAK: case N_CONTINUE: loop_jump(u, n); return;
    case N_IF: {
      int no[40], count = 0;
      jump_if(u, n->a, 0, no, &count);
      body(u, n->l);
      int over = n->l2 ? emit_jump(u, OP_JUMP) : 0;
      for (int i = 0; i < count; i++) patch(u, no[i]);
      if (n->l2) {
        body(u, n->l2);
        patch(u, over);
      }
      return;
    }
    case N_WHILE: while_loop(u, n); return;
    case N_FOR: for_loop(u, n); return;
    case N_TRY: try_statement(u, n); return;
    case N_WITH: with_statement(u, n, 0); return;
    case N_FUNC: function(u, n); name_op(u, n->name, STORE); return;
    case N_CLASS: class_definition(u, n); name_op(u, n->name, STORE); return;
    case N_IMPORT: case N_FROM: import_code(u, n); return;
    case N_GLOBAL: case N_NONLOCAL: return;
    case N_RAISE:
      if (n->a) expr(u, n->a);
      if (n->b) expr(u, n->b);
      set_pos(u, n);
      emit(u, OP_RAISE, (n->a != NULL) + (n->b != NULL));
      u->depth = u->depth < 0 ? 0 : u->depth;
      return;
    case N_ASSERT: {
      int ok[40], count = 0;
      jump_if(u, n->a, 1, ok, &count);
      emit(u, OP_LOAD_ASSERTION, 0);
      if (n->b) {
        expr(u, n->b);
        set_pos(u, n);
        emit(u, OP_CALL, 1);
      }
      set_pos(u, n->a);
      emit(u, OP_RAISE, 1);
      for (int i = 0; i < count; i++) patch(u, ok[i]);
      return;
    }
    case N_MATCH: match_statement_code(u, n); return;
    default: compile_error(u, n, "invalid syntax");
  }
}

void body(Unit *u, Nodes *l) {
  for (long i = 0; i < l->n; i++) statement(u, l->v[i]);
}
