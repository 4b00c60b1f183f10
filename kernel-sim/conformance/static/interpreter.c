/* A little stack machine and a recursive-descent calculator: indirect jumps, switches, deep recursion. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *at;
static double expression(void);
static double factor(void) {
    while (*at == ' ') at++;
    if (*at == '-') return at++, -factor();
    if (*at == '(') {
        at++;
        double v = expression();
        at++;
        return v;
    }
    char *end;
    double v = strtod(at, &end);
    at = end;
    return v;
}
static double term(void) {
    double v = factor();
    for (;;) {
        while (*at == ' ') at++;
        if (*at == '*') at++, v *= factor();
        else if (*at == '/') at++, v /= factor();
        else return v;
    }
}
static double expression(void) {
    double v = term();
    for (;;) {
        while (*at == ' ') at++;
        if (*at == '+') at++, v += term();
        else if (*at == '-') at++, v -= term();
        else return v;
    }
}

static void brain(const char *code) {
    static unsigned char tape[3000];
    static int jump[600];
    int stack[100], sp = 0;
    memset(tape, 0, sizeof tape);
    for (int i = 0; code[i]; i++) {
        if (code[i] == '[') stack[sp++] = i;
        if (code[i] == ']') jump[i] = stack[--sp], jump[jump[i]] = i;
    }
    unsigned char *p = tape;
    for (int i = 0; code[i]; i++) switch (code[i]) {
        case '>': p++; break;
        case '<': p--; break;
        case '+': ++*p; break;
        case '-': --*p; break;
        case '.': putchar(*p); break;
        case '[': if (!*p) i = jump[i]; break;
        case ']': if (*p) i = jump[i]; break;
        }
}

static int ackermann(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }

int main(void) {
    const char *lines[] = {"1+2*3", "(1+2)*3 - -4", "2/3*1.5e2", "((((7))))", "1/0"};
    for (int i = 0; i < 5; i++) at = lines[i], printf("%s = %.10g\n", lines[i], expression());
    brain("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.");
    brain("+++++++++++>+>>>>++++++++++++++++++++++++++++++++++++++++++++>++++++++++++++++++++++++++++++++<<<<<<[>[>>>>>>+>+<<<<<<<-]>>>>>>>[<<<<<<<+>>>>>>>-]<[>++++++++++[-<-[>>+>+<<<-]>>>[<<<+>>>-]+<[>[-]<[-]]>[<<[>>>+<<<-]>>[-]]<<]>>>[>>+>+<<<-]>>>[<<<+>>>-]+<[>[-]<[-]]>[<<+>>[-]]<<<<<<<]>>>>>[++++++++++++++++++++++++++++++++++++++++++++++++.[-]]++++++++++<[->-<]>++++++++++++++++++++++++++++++++++++++++++++++++.[-]<<<<<<<<<<<<[>>>+>+<<<<-]>>>>[<<<<+>>>>-]<-[>>.>.<<<[-]]<<[>>+>+<<<-]>>>[<<<+>>>-]<<[<+>-]>[<+>-]<<<-]");
    printf("\n%d\n", ackermann(2, 300));
    return 0;
}
