/** Which header declares what: for the hint "include <stdio.h>" when a library function was not declared. */
const HEADERS: Readonly<Record<string, string>> = {
  'stdio.h':
    'printf fprintf sprintf snprintf vprintf vfprintf vsnprintf scanf sscanf fscanf puts fputs putchar fputc putc getchar fgetc getc fgets gets fopen fclose fread fwrite fflush fseek ftell rewind feof ferror perror remove rename setvbuf ungetc getline FILE stdin stdout stderr EOF',
  'stdlib.h':
    'malloc calloc realloc free exit abort atexit atoi atol atof strtol strtoul strtoll strtoull strtod rand srand qsort bsearch abs labs getenv setenv system EXIT_SUCCESS EXIT_FAILURE',
  'string.h':
    'strlen strcpy strncpy strcat strncat strcmp strncmp strchr strrchr strstr strtok strdup strndup memcpy memmove memset memcmp memchr strerror strspn strcspn strpbrk strnlen strsignal',
  'unistd.h':
    'write read close fork execv execve execvp execl execlp pipe dup dup2 getpid getppid getuid geteuid getgid getegid sleep usleep chdir getcwd unlink lseek access isatty _exit alarm pause brk sbrk rmdir link symlink readlink sysconf syscall setsid getpgrp setpgid ftruncate fsync STDIN_FILENO STDOUT_FILENO STDERR_FILENO',
  'fcntl.h': 'open creat fcntl openat O_RDONLY O_WRONLY O_RDWR O_CREAT O_TRUNC O_APPEND',
  'errno.h': 'errno ENOENT EINTR EAGAIN EINVAL ENOMEM EACCES EPERM EBADF ENOSYS ECHILD',
  'ctype.h': 'isalpha isdigit isalnum isspace isupper islower ispunct isprint isxdigit toupper tolower',
  'math.h': 'sqrt pow sin cos tan floor ceil fabs exp log log10 fmod',
  'sys/wait.h': 'wait waitpid WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG WNOHANG',
  'sys/mman.h': 'mmap munmap mprotect msync mlock PROT_READ PROT_WRITE MAP_PRIVATE MAP_ANONYMOUS MAP_SHARED MAP_FAILED',
  'sys/stat.h': 'stat fstat lstat mkdir chmod umask mkfifo',
  'sys/types.h': 'pid_t ssize_t off_t uid_t gid_t mode_t',
  'signal.h':
    'signal sigaction kill raise sigemptyset sigaddset sigprocmask SIGINT SIGTERM SIGKILL SIGSEGV SIGCHLD SIGUSR1 SIGALRM sig_atomic_t',
  'time.h': 'time clock nanosleep clock_gettime localtime gmtime strftime mktime time_t',
  'sys/time.h': 'gettimeofday setitimer',
  'stdint.h':
    'int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t intptr_t uintptr_t INT32_MAX UINT32_MAX INT64_MAX UINT64_MAX',
  'stdbool.h': 'bool true false',
  'stddef.h': 'size_t ptrdiff_t NULL offsetof',
  'limits.h': 'INT_MAX INT_MIN UINT_MAX LONG_MAX LONG_MIN CHAR_BIT PATH_MAX',
  'assert.h': 'assert',
  'setjmp.h': 'setjmp longjmp jmp_buf',
  'stdarg.h': 'va_list va_start va_arg va_end va_copy',
  'dirent.h': 'opendir readdir closedir DIR',
  'pthread.h': 'pthread_create pthread_join pthread_mutex_lock pthread_mutex_unlock pthread_t pthread_mutex_t',
  'sys/socket.h': 'socket bind listen accept connect send recv setsockopt',
  'sys/ioctl.h': 'ioctl',
  'poll.h': 'poll',
};

const HEADER_OF = new Map<string, string>();
for (const [header, names] of Object.entries(HEADERS)) {
  for (const name of names.split(' ')) HEADER_OF.set(name, header);
}

/** The header that declares a name of the C or POSIX library. */
export function headerOf(name: string): string | undefined {
  return HEADER_OF.get(name);
}
