/* _Atomic objects and the builtins of GCC for atomic and overflowing arithmetic. */
int printf(const char *, ...);
_Atomic int ai; _Atomic long al; int x; long y; char c; short sh; _Atomic unsigned char ac; unsigned char flag;
int main(void) {
  ai++; ai += 5; ai ^= 3; al -= 7; ac += 200; ac += 100;
  printf("%d %ld %d\n", ai, al, ac);
  printf("%d %d %d\n", __atomic_fetch_nand(&x, 5, 5), __atomic_nand_fetch(&x, 12, 5), x);
  int v, w = 77; __atomic_load(&x, &v, 5); __atomic_store(&x, &w, 5); __atomic_exchange(&x, &v, &w, 5); printf("%d %d %d\n", v, w, x);
  printf("%d %d\n", __atomic_test_and_set(&flag, 5), __atomic_test_and_set(&flag, 5)); __atomic_clear(&flag, 0); printf("%d\n", flag);
  __sync_synchronize(); __atomic_thread_fence(5); __atomic_signal_fence(5);
  printf("%d %d\n", __atomic_always_lock_free(4, 0), __atomic_is_lock_free(8, &y));
  printf("%d %d\n", __sync_lock_test_and_set(&x, 3), x); __sync_lock_release(&x); printf("%d\n", x);
  printf("%d %d %d\n", __sync_bool_compare_and_swap(&x, 0, 8), __sync_val_compare_and_swap(&x, 8, 9), __sync_fetch_and_nand(&x, 1));
  printf("%ld %d %d\n", __atomic_add_fetch(&y, 5, 0), __atomic_fetch_or(&c, 5, 0), __sync_add_and_fetch(&sh, 300));
  unsigned r; int s1, o = __builtin_uadd_overflow(4000000000u, 500000000u, &r); printf("%d %u\n", o, r);
  o = __builtin_smul_overflow(100000, 100000, &s1); printf("%d %d\n", o, s1); printf("%d\n", __builtin_add_overflow_p(1, 2147483647, 0));
  printf("%d %d %d\n", __builtin_expect(3, 1), __builtin_clzll(1), __builtin_bswap32(1));
  return 0; }
