/* Multibyte text and wide characters in UTF-8. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

int main(void) {
    setlocale(LC_ALL, "C.UTF-8");
    wchar_t wide[20];
    printf("%zu ", mbstowcs(wide, "カーネル", 20));
    printf("%ls %d\n", wide, (int)wcslen(wide));
    char narrow[40];
    printf("%zu %s\n", wcstombs(narrow, L"リング0", sizeof narrow), narrow);
    printf("%d %d %lc\n", iswalpha(L'カ') != 0, wcwidth(L'カ'), towupper(L'é'));
    return mblen("é", 4);
}
