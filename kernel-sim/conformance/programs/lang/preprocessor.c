/* The preprocessor: function-like and variadic macros, stringising, pasting, conditionals, rescanning. */
#include <stdio.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define MAX(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
#define LOG(format, ...) printf("%d: " format "\n", __LINE__ - base, ##__VA_ARGS__)
#define COUNT(...) COUNT_(__VA_ARGS__, 5, 4, 3, 2, 1)
#define COUNT_(a, b, c, d, e, n, ...) n
#define LIST(X) X(red) X(green) X(blue)
#define AS_ENUM(n) JOIN(COLOUR_, n),
#define AS_TEXT(n) #n,
enum { LIST(AS_ENUM) COLOURS };
static const char *names[] = {LIST(AS_TEXT)};
#define f(x) (x + f(x))
static int (f)(int x) { return x * 2; }
#if defined(__x86_64__) && (__SIZEOF_POINTER__ == 8) && !defined(NOTHING)
#define PLATFORM "x86-64"
#elif 1
#define PLATFORM "other"
#endif

int main(void) {
    const int base = __LINE__;
    int JOIN(value, 7) = 7;
    LOG("plain");
    LOG("%d %s", value7, TEXT(JOIN(a, b) c));
    LOG("%d %d", MAX(3, 9), COUNT(a, b, c));
    LOG("%d %s %s", COLOURS, names[COLOUR_blue], PLATFORM);
    LOG("%d", f(1));
    LOG("%s %s", __func__, "a" "b" TEXT(-1));
    return 0;
}
