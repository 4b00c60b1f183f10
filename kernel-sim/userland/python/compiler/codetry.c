/*
 * try, with and match → instructions. Protected stretches are rows of a table (Handler): on an exception the stack is cut to the row's
 * depth, the exception pushed, and its target entered. Code that leaves a block early (return, break, continue) has a copy of what the
 * block must do at its end; the copy is outside the protected stretch.
 */
#include "compile.h"

void protect(Unit *u, int start, int end, int target, int depth) {
  if (start >= end) return;
  if (u->nhandlers == u->caphandlers) {
    int cap = u->caphandlers ? u->caphandlers * 2 : 8;
    u->handlers = gc_grow(u->handlers, u->nhandlers * sizeof(Handler), cap * sizeof(Handler), 1);
    u->caphandlers = cap;
  }
  u->handlers[u->nhandlers++] = (Handler){start, end, target, depth, 0};
}

static Block *enter(Unit *u, int kind, Node *n) {
  if (u->nblocks == 40) compile_error(u, n, "too many statically nested blocks");
  Block *b = &u->blocks[u->nblocks++];
  *b = (Block){.kind = kind, .start = u->nops, .depth = u->depth, .node = n};
  return b;
}

/* Rows are written when a stretch ends, but the target is known only later: they are patched by the block's mark. */
static void close_stretch(Unit *u, int block) {
  Block *b = &u->blocks[block];
  protect(u, b->start, u->nops, -1 - block, b->depth);
}
static void set_target(Unit *u, int from, int block) {
  for (int i = from; i < u->nhandlers; i++)
    if (u->handlers[i].target == -1 - block) u->handlers[i].target = u->nops;
}

static int protects(int kind) { return kind == B_TRY || kind == B_FINALLY || kind == B_HANDLER || kind == B_FINALLY_END || kind == B_WITH; }

static void forget_name(Unit *u, Str *name) {
  load_const(u, None);
  name_op(u, name, STORE);
  name_op(u, name, DELETE);
}

static void call_exit(Unit *u) {
  load_const(u, None);
  load_const(u, None);
  load_const(u, None);
  emit(u, OP_CALL, 3);
  emit(u, OP_POP, 0);
}

/* Code to leave the blocks above `until`, inmost first. The blocks stay open: what follows is not protected by them until it ends. */
void leave_blocks(Unit *u, int until, int is_return) {
  int n = u->nblocks;
  for (int i = n - 1; i >= until; i--) {
    Block b = u->blocks[i];
    if (protects(b.kind)) close_stretch(u, i);
    u->nblocks = i;
    Pos pos = u->at;
    switch (b.kind) {
      case B_FINALLY: {
        Block saved[40];
        memcpy(saved, u->blocks, sizeof saved);
        body(u, b.body);
        for (int k = i; k < n; k++) u->blocks[k] = saved[k];
        break;
      }
      case B_HANDLER:
        emit(u, OP_RESTORE_HANDLED, b.old);
        if (b.name) forget_name(u, b.name);
        break;
      case B_FINALLY_END: emit(u, OP_RESTORE_HANDLED, b.old); break;
      case B_WITH:
        set_pos(u, b.node);
        emit(u, OP_LOAD_STACK, b.old);
        call_exit(u);
        break;
      default: break;
    }
    u->at = pos;
  }
  u->nblocks = n;
  /* Everything up to the jump, one instruction or two, belongs to the copies. */
  for (int i = until; i < n; i++)
    if (protects(u->blocks[i].kind)) u->blocks[i].start = u->nops + (is_return ? 1 : 0);
}

static void finally_statement(Unit *u, Node *n);

static void handlers(Unit *u, Node *n) {
  int first = u->nhandlers, index = u->nblocks, ends[70], nends = 0;
  enter(u, B_TRY, n);
  emit(u, OP_NOP, 0);
  body(u, n->l);
  close_stretch(u, index);
  u->nblocks--;
  int depth = u->depth;
  if (n->l3) body(u, n->l3);
  ends[nends++] = emit_jump(u, OP_JUMP);
  set_target(u, first, index);
  u->depth = depth + 1;
  int outer = u->nhandlers, old = depth;
  enter(u, B_FINALLY_END, n)->depth = depth + 2; /* while the clauses are compared: [old, exc] */
  u->blocks[index].old = old;
  emit(u, OP_PUSH_EXC, 0);
  u->blocks[index].start = u->nops;
  for (long i = 0; i < n->l2->n; i++) {
    Node *h = n->l2->v[i];
    int next = -1;
    set_pos(u, h);
    if (h->a) {
      expr(u, h->a);
      set_pos(u, h->a);
      emit(u, OP_CHECK_EXC, 0);
      next = emit_jump(u, OP_POP_JUMP_IF_FALSE);
    } else if (i + 1 < n->l2->n) compile_error(u, h, "default 'except:' must be last");
    set_pos(u, h);
    close_stretch(u, index);
    u->nblocks--;
    if (h->name) name_op(u, h->name, STORE);
    else emit(u, OP_POP, 0);
    int inner = u->nhandlers;
    Block *b = enter(u, B_HANDLER, h);
    b->old = old, b->name = h->name;
    body(u, h->l);
    close_stretch(u, index);
    u->nblocks--;
    u->at = (Pos){.line = h->line, .eline = 0, .col = 0, .ecol = 0};
    set_pos(u, h);
    emit(u, OP_POP_EXCEPT, 0);
    if (h->name) forget_name(u, h->name);
    ends[nends < 69 ? nends++ : 69] = emit_jump(u, OP_JUMP);
    set_target(u, inner, index);
    u->depth = depth + 2;
    if (h->name) forget_name(u, h->name);
    emit(u, OP_RERAISE_CLEANUP, 1);
    u->depth = depth + 2;
    enter(u, B_FINALLY_END, n)->depth = depth + 2;
    u->blocks[index].old = old;
    if (next >= 0) patch(u, next);
    else u->blocks[index].start = u->nops;
  }
  emit(u, OP_RERAISE, 0);
  close_stretch(u, index);
  u->nblocks--;
  set_target(u, outer, index);
  u->depth = depth + 3;
  emit(u, OP_RERAISE_CLEANUP, 2);
  for (int i = 0; i < nends; i++) patch(u, ends[i]);
  u->depth = depth;
}

static void finally_statement(Unit *u, Node *n) {
  int first = u->nhandlers, index = u->nblocks, depth = u->depth;
  Block *b = enter(u, B_FINALLY, n);
  b->body = n->l4;
  emit(u, OP_NOP, 0);
  if (n->l2->n) handlers(u, n);
  else body(u, n->l);
  close_stretch(u, index);
  u->nblocks--;
  body(u, n->l4);
  int over = emit_jump(u, OP_JUMP);
  set_target(u, first, index);
  u->depth = depth + 1;
  int inner = u->nhandlers;
  emit(u, OP_PUSH_EXC, 0);
  b = enter(u, B_FINALLY_END, n);
  b->old = depth;
  body(u, n->l4);
  emit(u, OP_RERAISE, 0);
  close_stretch(u, index);
  u->nblocks--;
  set_target(u, inner, index);
  u->depth = depth + 3;
  emit(u, OP_RERAISE_CLEANUP, 2);
  patch(u, over);
  u->depth = depth;
}

void try_statement(Unit *u, Node *n) {
  if (n->l4) finally_statement(u, n);
  else handlers(u, n);
}

void with_statement(Unit *u, Node *n, int item) {
  Node *it = n->l->v[item];
  int depth = u->depth, first = u->nhandlers, index = u->nblocks;
  expr(u, it->a);
  set_pos(u, n);
  emit(u, OP_WITH_ENTER, 0);
  Block *b = enter(u, B_WITH, n);
  b->depth = depth + 1, b->old = depth;
  if (it->b) store(u, it->b);
  else emit(u, OP_POP, 0);
  if (item + 1 < n->l->n) with_statement(u, n, item + 1);
  else body(u, n->l2);
  close_stretch(u, index);
  u->nblocks--;
  set_pos(u, n);
  call_exit(u);
  int over = emit_jump(u, OP_JUMP), inner = u->nhandlers;
  set_target(u, first, index);
  u->depth = depth + 2;
  emit(u, OP_PUSH_EXC, 0);
  enter(u, B_FINALLY_END, n)->old = depth + 1;
  emit(u, OP_WITH_EXCEPT, 0);
  int suppress = emit_jump(u, OP_POP_JUMP_IF_TRUE);
  emit(u, OP_RERAISE, 0);
  close_stretch(u, index);
  u->nblocks--;
  u->depth = depth + 3;
  patch(u, suppress);
  emit(u, OP_POP, 0);
  emit(u, OP_POP_EXCEPT, 0);
  emit(u, OP_POP, 0);
  int over2 = emit_jump(u, OP_JUMP);
  set_target(u, inner, index);
  u->depth = depth + 4;
  emit(u, OP_RERAISE_CLEANUP, 2);
  patch(u, over);
  patch(u, over2);
  u->depth = depth;
}

/* ---- match: each pattern eats the value on top of the stack; failures jump with the stack as it was below it ---- */
typedef struct { int at[200], depth[200], n; } Fails;

static void fail_jump(Unit *u, Fails *f, int op) {
  int at = emit_jump(u, op);
  if (f->n < 200) f->at[f->n] = at, f->depth[f->n++] = u->depth;
}

static void pattern(Unit *u, Node *p, Fails *f);

static void sequence_pattern(Unit *u, Node *p, Fails *f) {
  long star = -1;
  for (long i = 0; i < p->l->n; i++)
    if (p->l->v[i]->kind == P_STAR) {
      if (star >= 0) compile_error(u, p, "multiple starred expressions in sequence pattern");
      star = i;
    }
  emit(u, OP_MATCH_SEQ, 0);
  fail_jump(u, f, OP_POP_JUMP_IF_FALSE);
  emit(u, OP_GET_LEN, 0);
  load_const(u, SMALL(star < 0 ? p->l->n : p->l->n - 1));
  emit(u, OP_COMPARE, star < 0 ? C_EQ : C_GE);
  fail_jump(u, f, OP_POP_JUMP_IF_FALSE);
  if (star < 0) emit(u, OP_UNPACK, p->l->n);
  else emit(u, OP_UNPACK_EX, star | (p->l->n - star - 1) << 8);
  for (long i = 0; i < p->l->n; i++) pattern(u, p->l->v[i], f);
}

static void mapping_pattern(Unit *u, Node *p, Fails *f) {
  emit(u, OP_MATCH_MAP, 0);
  fail_jump(u, f, OP_POP_JUMP_IF_FALSE);
  for (long i = 0; i < p->l->n; i++) expr(u, p->l->v[i]);
  emit(u, OP_BUILD_TUPLE, p->l->n); /* subject keys */
  emit(u, OP_MATCH_KEYS, 0);        /* subject keys values-or-None */
  emit(u, OP_DUP, 0);
  load_const(u, None);
  emit(u, OP_COMPARE, C_ISNOT);
  fail_jump(u, f, OP_POP_JUMP_IF_FALSE);
  emit(u, OP_UNPACK, p->l->n);
  for (long i = 0; i < p->l2->n; i++) pattern(u, p->l2->v[i], f);
  if (p->name) {
    emit(u, OP_MATCH_REST, 0); /* subject keys → rest */
    u->depth--;
    name_op(u, p->name, STORE);
  } else emit(u, OP_POP, 0), emit(u, OP_POP, 0);
}

static void class_pattern(Unit *u, Node *p, Fails *f) {
  Tuple *names = tuple_new(p->l2->n);
  for (long i = 0; i < p->l2->n; i++) names->v[i] = (V)p->l2->v[i]->name;
  expr(u, p->a);
  load_const(u, (V)names);
  emit(u, OP_MATCH_CLASS, p->l->n); /* subject class names → subject values-or-None */
  emit(u, OP_DUP, 0);
  load_const(u, None);
  emit(u, OP_COMPARE, C_ISNOT);
  fail_jump(u, f, OP_POP_JUMP_IF_FALSE);
  emit(u, OP_UNPACK, p->l->n + p->l2->n);
  for (long i = 0; i < p->l->n; i++) pattern(u, p->l->v[i], f);
  for (long i = 0; i < p->l2->n; i++) pattern(u, p->l2->v[i]->a, f);
  emit(u, OP_POP, 0);
}

static void land(Unit *u, Fails *f, int depth) {
  for (int i = 0; i < f->n; i++) {
    patch(u, f->at[i]);
    (void)depth;
  }
}

static void pattern(Unit *u, Node *p, Fails *f) {
  set_pos(u, p);
  switch (p->kind) {
    case P_CAPTURE: case P_STAR:
      if (p->name) name_op(u, p->name, STORE);
      else emit(u, OP_POP, 0);
      return;
    case P_VALUE:
      expr(u, p->a);
      emit(u, OP_COMPARE, p->a->kind == N_CONST && (p->a->val == None || p->a->val == True || p->a->val == False) ? C_IS : C_EQ);
      fail_jump(u, f, OP_POP_JUMP_IF_FALSE);
      return;
    case P_AS:
      emit(u, OP_DUP, 0);
      pattern(u, p->a, f);
      name_op(u, p->name, STORE);
      return;
    case P_OR: {
      int done[64], ndone = 0, base = u->depth;
      for (long i = 0; i < p->l->n; i++) {
        Fails *inner = gc_alloc(sizeof *inner);
        emit(u, OP_DUP, 0);
        pattern(u, p->l->v[i], inner);
        done[ndone < 63 ? ndone++ : 63] = emit_jump(u, OP_JUMP);
        land(u, inner, base);
        emit(u, OP_POP_TO, base);
        u->depth = base;
      }
      fail_jump(u, f, OP_JUMP);
      for (int i = 0; i < ndone; i++) patch(u, done[i]);
      emit(u, OP_POP, 0);
      return;
    }
    case P_SEQ: sequence_pattern(u, p, f); return;
    case P_MAP: mapping_pattern(u, p, f); return;
    default: class_pattern(u, p, f); return;
  }
}

void match_statement_code(Unit *u, Node *n) {
  int *ends = gc_raw((n->l->n + 1) * sizeof *ends), nends = 0, base;
  expr(u, n->a);
  base = u->depth;
  for (long i = 0; i < n->l->n; i++) {
    Node *c = n->l->v[i];
    Fails *f = gc_alloc(sizeof *f);
    int no[40], count = 0;
    set_pos(u, c->a);
    emit(u, OP_DUP, 0);
    pattern(u, c->a, f);
    if (c->b) jump_if(u, c->b, 0, no, &count);
    emit(u, OP_POP, 0);
    body(u, c->l);
    ends[nends++] = emit_jump(u, OP_JUMP);
    land(u, f, base);
    for (int k = 0; k < count; k++) patch(u, no[k]);
    emit(u, OP_POP_TO, base);
    u->depth = base;
  }
  emit(u, OP_POP, 0);
  for (int i = 0; i < nends; i++) patch(u, ends[i]);
}
