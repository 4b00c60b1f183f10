#include "support.h"
static int order;
static int firstSeen, secondSeen;
__attribute__((constructor)) static void first(void) { firstSeen = ++order; }
__attribute__((constructor)) static void second(void) { secondSeen = ++order; }
int strong(void) { return 5; }
int strongAlias(void) __attribute__((alias("strong")));
__attribute__((weak)) int maybe(void) { return 1; }
extern int nobody(void) __attribute__((weak));
__asm__(".weak nobody");
__attribute__((section(".text.special"))) int special(void) { return 7; }
__attribute__((section("mine"))) int placed[3] = {1, 2, 3};
extern int __start_mine[], __stop_mine[];
int common[10];
static int zeroed[1000];
const char *const words[] = {"alpha", "beta", "gamma"};
int (*const calls[])(void) = {strong, strongAlias, special};
static struct { char c; int *p; } relocated = {'x', &placed[1]};
extern char __bss_start[], _end[], __ehdr_start[];
int main(void) {
  say("constructors", firstSeen * 10 + secondSeen);
  say("alias", strongAlias());
  say("weak", maybe());
  say("nobody", nobody ? nobody() : -1);
  say("special", special());
  say("section", __stop_mine - __start_mine);
  int sum = 0;
  for (int *p = __start_mine; p < __stop_mine; p++) sum += *p;
  say("mine", sum);
  for (int i = 0; i < 1000; i++) sum += zeroed[i];
  for (int i = 0; i < 10; i++) sum += common[i];
  say("zero", sum);
  say("words", words[1][0] + words[2][4]);
  say("calls", calls[0]() + calls[1]() + calls[2]());
  say("relocated", *relocated.p);
  say("bss", __bss_start < (char *)&zeroed && (char *)&zeroed < _end);
  say("ehdr", __ehdr_start[1] == 'E');
  return 0;
}
