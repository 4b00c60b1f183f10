#include "abi.h"
static long callback(long a, double d) { return a * 100 + (long)(d * 4); }
int main(void) {
  say("ints", ints(-1, -2, -3, -4, 250, 65000, 7, 1L << 40, -9));
  sayDouble("doubles", doubles(1.5, 2.5f, 3.25, 4, 5, 6, 7, 8, 9.125, 10.5f));
  say("structs", structs((One){1}, (Two){2, 3}, (Three){4, 5, 6}, (Mixed){7.5, 8}, (Floats){1, 2, 3}, (Chars){"abcd"}, (Single){2.5f}, (IntFloat){9, 4.5f}));
  Two t = giveTwo(11, 22);
  say("two", t.a * 1000 + t.b);
  Three h = giveThree(7);
  say("three", h.a + h.b * 100 + h.c * 10000);
  Mixed m = giveMixed(9);
  say("mixed", (long)(m.x * 1000) + m.n);
  Floats f = giveFloats(1.25f);
  say("floats", (long)(f.x * 4 + f.y * 40 + f.z * 400));
  Chars c = giveChars('a');
  say("chars", c.c[0] + c.c[4] * 1000);
  IntFloat i = giveIntFloat(7);
  say("intfloat", i.i + (long)(i.f * 100));
  say("many", many("iildtTmidlitd", 1, 2, 3L, 4.5, (Two){5, 6}, (Three){7, 8, 9}, (Mixed){10.5, 11}, 12, 13.5, 14L, 15, (Two){16, 17}, 18.5));
  say("many", many("ddddddddddd", 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0));
  say("many", many("iiiiiiiii", 1, 2, 3, 4, 5, 6, 7, 8, 9));
  say("pointer", throughPointer(callback, 5));
  say("split", split(1, 2, 3, 4, 5, (Two){6, 7}, 8));
  say("bigStack", bigStack(1, (Wide){{2, 3, 4, 5}}, 6));
  say("flags", flags(1, 0) * 2 + flags(1, 1));
  return 0;
}
