#include "support.h"
static int i = 10;
static long l = 100;
static u8 b = 250;
static u16 h = 65530;
int main(void) {
  say("add", __sync_fetch_and_add(&i, 5));
  say("sub", __sync_fetch_and_sub(&l, 7));
  say("and", __sync_fetch_and_and(&i, 12));
  say("or", __sync_fetch_and_or(&l, 512));
  say("xor", __sync_fetch_and_xor(&b, 0xff));
  say("add8", __sync_fetch_and_add(&b, 255));
  say("h", __sync_fetch_and_add(&h, 10));
  say("xchg", __atomic_exchange_n(&l, 42, __ATOMIC_SEQ_CST));
  long expected = 41;
  say("cas", __atomic_compare_exchange_n(&l, &expected, 50, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
  say("seen", expected);
  say("cas", __atomic_compare_exchange_n(&l, &expected, 50, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
  say("bool", __sync_bool_compare_and_swap(&i, 12, 99));
  say("val", __sync_val_compare_and_swap(&i, 1, 2));
  __sync_synchronize();
  say("load", __atomic_load_n(&i, __ATOMIC_ACQUIRE));
  __atomic_store_n(&i, 3, __ATOMIC_RELEASE);
  say("end", i + l + b + h);
  return 0;
}
