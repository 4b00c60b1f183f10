/* Trees, shell sort, a byte histogram, a random generator: integer code as compilers make it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *left, *right;
  int key;
};

static uint64_t state = 88172645463325252ull;
static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static struct node *insert(struct node *t, int key) {
  if (!t) {
    t = calloc(1, sizeof *t);
    t->key = key;
  } else if (key < t->key) t->left = insert(t->left, key);
  else t->right = insert(t->right, key);
  return t;
}

static long weigh(struct node *t, int depth) {
  return t ? weigh(t->left, depth + 1) + weigh(t->right, depth + 1) + (long)t->key * depth : 0;
}

static void shell_sort(int *a, int n) {
  for (int gap = n / 2; gap; gap /= 2)
    for (int i = gap; i < n; i++) {
      int v = a[i], j = i;
      for (; j >= gap && a[j - gap] > v; j -= gap) a[j] = a[j - gap];
      a[j] = v;
    }
}

int main(void) {
  struct node *tree = 0;
  for (int i = 0; i < 3000; i++) tree = insert(tree, next() % 100000);
  printf("%ld\n", weigh(tree, 0));
  int *a = malloc(10000 * sizeof *a);
  for (int i = 0; i < 10000; i++) a[i] = next();
  shell_sort(a, 10000);
  for (int i = 0; i < 10000; i += 1999) printf("%d ", a[i]);
  puts("");
  uint8_t histogram[256] = {0};
  for (int i = 0; i < 10000; i++) histogram[a[i] & 255]++;
  unsigned sum = 0;
  for (int i = 0; i < 256; i++) sum = sum * 31 + histogram[i];
  printf("%u\n", sum);
  double v[100], q = 0;
  for (int i = 0; i < 100; i++) v[i] = (double)(next() % 1000) / 7;
  for (int i = 0; i < 100; i++) q += v[i] * v[99 - i];
  printf("%ld\n", (long)(q * 1000));
  return 5;
}
