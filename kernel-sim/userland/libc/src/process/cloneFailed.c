/* clone(2)’s and vfork(2)’s error → errno: clone.s and vfork.s jump here. */
#include "../internal/syscall.h"

int __cloneFailed(long answer)
{
	return (int)__ret(answer);
}
