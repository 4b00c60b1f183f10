/* The debug-exit port: (value << 1) | 1. */
#include "../lib/pc.h"

int main(void) {
  print("going with 42\n");
  return 42;
}
