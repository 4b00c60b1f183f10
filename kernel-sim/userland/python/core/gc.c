/*
 * Memory: a mark-and-sweep collector that searches the C stack, py, T, E and Nm for anything that looks like a pointer
 * into the heap (Boehm's idea). The heap is one reserved range of addresses in pages of 4 KiB: a page holds cells of one size, or is
 * part of a run that one big object has. Interior pointers keep an object alive. Cells are "plain" (searched) or "raw" (text, digits).
 */
#include "../py.h"
#include <sys/mman.h>

enum { PAGE = 4096, HEAP = 1 << 30, PAGES = HEAP / PAGE, CLASSES = 18, MAXSMALL = 1024, STACK_LIMIT = 6 << 20 };
enum { FREE, SMALLPAGE, BIG, BIGTAIL };
typedef struct { unsigned char kind, cls, raw, mark; int run; uint32_t marks[8]; } Page; /* BIGTAIL: run = distance to its head */
static const short sizes[CLASSES] = {16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 768, 1024};
static unsigned char class_of[MAXSMALL / 16 + 1];
static Page pages[PAGES];
static char *heap, *stack_base;
static long top_page, big_hint;        /* pages used so far; where a search for a run begins */
static void *free_cells[2][CLASSES];
static long allocated, threshold = 4 << 20, live;
static void **mark_stack;
static long mark_top, mark_cap;
static V *watched;
static long nwatched, cap_watched;
static int collecting;

/* The link of a free cell is stored inverted, so that it does not look like a pointer. */
#define LINK(p) (*(uintptr_t *)(p))

void gc_init(void *base) {
  stack_base = base;
  heap = mmap(NULL, HEAP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  for (int i = 0, c = 0; i <= MAXSMALL / 16; i++) {
    if (i * 16 > sizes[c]) c++;
    class_of[i] = c;
  }
}

void gc_check_stack(void) {
  char here;
  if (stack_base - &here > STACK_LIMIT) raise(E.RecursionError, "maximum recursion depth exceeded");
}

long gc_used(void) { return live + allocated; }

static void fill_page(int cls, int raw, long n) {
  Page *p = &pages[n];
  p->kind = SMALLPAGE, p->cls = cls, p->raw = raw;
  char *at = heap + n * PAGE;
  for (int size = sizes[cls], i = PAGE / size - 1; i >= 0; i--) {
    LINK(at + i * size) = ~(uintptr_t)free_cells[raw][cls];
    free_cells[raw][cls] = at + i * size;
  }
}

/* A run of free pages, or -1. */
static long find_run(long want) {
  long run = 0;
  for (long i = big_hint; i < top_page; i++) {
    run = pages[i].kind == FREE ? run + 1 : 0;
    if (run == want) return i - want + 1;
  }
  long start = top_page - run;
  if (start + want > PAGES) return -1;
  top_page = start + want;
  return start;
}

static void maybe_collect(size_t size) {
  allocated += size;
  if (allocated > threshold) gc_collect();
}

static void *alloc_big(size_t size, int raw) {
  if (size > HEAP / 2) raise(E.MemoryError, NULL);
  maybe_collect(size);
  long want = (size + PAGE - 1) / PAGE, n = find_run(want);
  if (n < 0) {
    gc_collect();
    big_hint = 0;
    if ((n = find_run(want)) < 0) raise(E.MemoryError, NULL);
  }
  pages[n] = (Page){.kind = BIG, .raw = raw, .run = want};
  for (long i = 1; i < want; i++) pages[n + i].kind = BIGTAIL, pages[n + i].run = i;
  return heap + n * PAGE;
}

static void *alloc_cell(size_t size, int raw) {
  int cls = class_of[(size + 15) / 16];
  void *cell = free_cells[raw][cls];
  allocated += sizes[cls];
  if (!cell) {
    if (allocated > threshold) gc_collect();
    if (!free_cells[raw][cls]) {
      long n = find_run(1);
      if (n < 0) gc_collect(), n = find_run(1);
      if (n < 0) raise(E.MemoryError, NULL);
      big_hint = n;
      fill_page(cls, raw, n);
    }
    cell = free_cells[raw][cls];
  }
  free_cells[raw][cls] = (void *)~LINK(cell);
  return cell;
}

void *gc_alloc(size_t size) {
  void *p = size <= MAXSMALL ? alloc_cell(size, 0) : alloc_big(size, 0);
  if (size <= 64) {
    long *w = p;
    for (long n = (size + 7) >> 3; n > 0; n--) *w++ = 0;
  } else memset(p, 0, size);
  return p;
}

void *gc_raw(size_t size) { return size <= MAXSMALL ? alloc_cell(size, 1) : alloc_big(size, 1); }

static void free_run(long n) {
  long run = pages[n].run;
  for (long i = 0; i < run; i++) pages[n + i].kind = FREE;
  if (run > 64) madvise(heap + n * PAGE, run * PAGE, MADV_DONTNEED);
  if (n < big_hint) big_hint = n;
}

void gc_free(void *p) {
  long n = ((char *)p - heap) / PAGE;
  if (!p) return;
  if (pages[n].kind == BIG) {
    allocated -= pages[n].run * PAGE;
    free_run(n);
    return;
  }
  int cls = pages[n].cls, raw = pages[n].raw;
  allocated -= sizes[cls];
  LINK(p) = ~(uintptr_t)free_cells[raw][cls];
  free_cells[raw][cls] = p;
}

void *gc_grow(void *old, size_t oldsize, size_t size, int raw) {
  void *p = raw ? gc_raw(size) : gc_alloc(size);
  if (oldsize) memcpy(p, old, oldsize);
  if (oldsize > MAXSMALL) gc_free(old);
  return p;
}

/* Marks the object that p points into; plain ones are to be searched. */
static inline void mark(uintptr_t p) {
  uintptr_t at = p - (uintptr_t)heap;
  if (at >= (uintptr_t)top_page * PAGE) return;
  Page *page = &pages[at / PAGE];
  void *start;
  if (page->kind == SMALLPAGE) {
    unsigned size = sizes[page->cls], offset = at % PAGE;
    offset -= offset % size;
    if (offset + size > PAGE) return;
    uint32_t bit = 1u << (offset / 16 % 32), *word = &page->marks[offset / 512];
    if (*word & bit) return;
    *word |= bit;
    live += size;
    if (page->raw) return;
    start = heap + (at - at % PAGE) + offset;
  } else {
    if (page->kind == BIGTAIL) page -= page->run;
    if (page->kind != BIG || page->mark) return;
    page->mark = 1;
    live += page->run * PAGE;
    if (page->raw) return;
    start = heap + (page - pages) * PAGE;
  }
  if (mark_top == mark_cap) {
    long cap = mark_cap ? mark_cap * 2 : 65536;
    void **more = mmap(NULL, cap * sizeof *more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mark_cap) {
      memcpy(more, mark_stack, mark_cap * sizeof *more);
      munmap(mark_stack, mark_cap * sizeof *more);
    }
    mark_stack = more, mark_cap = cap;
  }
  mark_stack[mark_top++] = start;
}

static void mark_range(void *from, void *to) {
  for (uintptr_t *p = from; p < (uintptr_t *)to; p++)
    if (!(*p & 1)) mark(*p);
}

static void mark_all(void) {
  while (mark_top) {
    char *start = mark_stack[--mark_top];
    Page *page = &pages[(start - heap) / PAGE];
    long size = page->kind == BIG ? (long)page->run * PAGE : sizes[page->cls];
    mark_range(start, start + size);
  }
}

int gc_marked(void *p) {
  uintptr_t at = (char *)p - heap;
  Page *page = &pages[at / PAGE];
  return page->kind == BIG ? page->mark : page->marks[at % PAGE / 512] >> (at % PAGE / 16 % 32) & 1;
}

void gc_watch(V v) {
  if (nwatched == cap_watched) {
    long cap = cap_watched ? cap_watched * 2 : 512;
    V *more = mmap(NULL, cap * sizeof *more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (nwatched) memcpy(more, watched, nwatched * sizeof *more);
    watched = more, cap_watched = cap;
  }
  watched[nwatched++] = v;
}

/* Objects with a finaliser that nobody refers to: they live until it has run. */
static void finalise(void) {
  static V dead[256];
  long ndead = 0, kept = 0;
  for (long i = 0; i < nwatched; i++)
    if (ndead < 256 && !gc_marked(watched[i])) dead[ndead++] = watched[i];
    else watched[kept++] = watched[i];
  nwatched = kept;
  for (long i = 0; i < ndead; i++) mark((uintptr_t)dead[i]);
  mark_all();
  for (long i = 0; i < ndead; i++) dead[i]->type->fini(dead[i]);
}

static void sweep_page(long n) {
  Page *p = &pages[n];
  int size = sizes[p->cls], any = 0;
  for (int i = 0; i < 8; i++) any |= p->marks[i] != 0;
  if (!any) {
    p->kind = FREE;
    return;
  }
  char *at = heap + n * PAGE;
  for (int offset = PAGE / size * size - size; offset >= 0; offset -= size)
    if (!(p->marks[offset / 512] >> (offset / 16 % 32) & 1)) {
      LINK(at + offset) = ~(uintptr_t)free_cells[p->raw][p->cls];
      free_cells[p->raw][p->cls] = at + offset;
    }
}

static void sweep(void) {
  memset(free_cells, 0, sizeof free_cells);
  long last = 0;
  for (long n = 0; n < top_page; n++) {
    if (pages[n].kind == SMALLPAGE) sweep_page(n);
    else if (pages[n].kind == BIG && !pages[n].mark) free_run(n);
    if (pages[n].kind != FREE) last = n + 1;
  }
  top_page = last;
  big_hint = 0;
}

static void mark_stack_of_c(void) {
  jmp_buf registers; /* those that a call preserves may hold the only pointer */
  setjmp(registers);
  mark_range(&registers, (char *)&registers + sizeof registers);
  char *volatile here = (char *)((uintptr_t)&registers & ~7ul);
  mark_range(here, stack_base);
}

long gc_collect(void) {
  if (collecting) return 0;
  collecting = 1;
  long before = live + allocated;
  live = 0;
  for (long n = 0; n < top_page; n++) {
    memset(pages[n].marks, 0, sizeof pages[n].marks);
    pages[n].mark = 0;
  }
  mark_range(&py, &py + 1);
  mark_range(&T, &T + 1);
  mark_range(&E, &E + 1);
  mark_range(&Nm, &Nm + 1);
  mark_stack_of_c();
  mark_all();
  finalise();
  sweep();
  allocated = 0;
  threshold = live > 4 << 20 ? live : 4 << 20;
  collecting = 0;
  return before - live;
}
