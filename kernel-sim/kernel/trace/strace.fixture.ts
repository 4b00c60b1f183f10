/** C programs for strace.test.ts. */

/** One call after the other, one of each shape that strace prints. */
export const SINGLE = `#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sys/time.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/syscall.h>
static void h(int s){(void)s;}
static void hi(int s, siginfo_t*i, void*c){(void)s;(void)i;(void)c;}
int main(void){
 struct stat st; char buf[200];
 chdir("/tmp");
 int fd=open("strace-test.txt",O_RDWR|O_CREAT|O_TRUNC,0644);
 write(fd,"hello \\"quoted\\"\\ttab\\n\\0011\\001x\\377 and a long tail that is cut",60);
 lseek(fd,0,SEEK_SET); read(fd,buf,10); read(fd,buf,100); read(fd,buf,100);
 pread(fd,buf,5,2); pwrite(fd,"zz",2,100);
 fstat(fd,&st); stat("/nonexistent",&st); stat("strace-test.txt",&st); lstat("/dev/null",&st);
 fcntl(fd,F_GETFL); fcntl(fd,F_SETFD,FD_CLOEXEC); fcntl(fd,F_GETFD); fcntl(fd,F_DUPFD,50); close(50);
 ftruncate(fd,4096);
 void*p=mmap(NULL,8192,PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANONYMOUS,-1,0);
 mprotect(p,4096,PROT_READ); madvise(p,4096,MADV_DONTNEED); p=mremap(p,8192,16384,MREMAP_MAYMOVE); munmap(p,16384);
 p=mmap(NULL,4096,PROT_READ,MAP_SHARED,fd,0); msync(p,4096,MS_SYNC); munmap(p,4096);
 
 int fds[2]; pipe(fds); pipe2(fds,O_CLOEXEC|O_NONBLOCK);
 read(fds[0],buf,10);
 struct pollfd pf[2]={{fds[0],POLLIN,0},{fds[1],POLLOUT,0}}; poll(pf,2,0); pf[0].fd=-1; poll(pf,1,0);
 struct iovec v[2]={{"one",3},{"two two",7}}; writev(fds[1],v,2);
 struct iovec r[2]={{buf,4},{buf+10,20}}; readv(fds[0],r,2);
 struct sigaction sa; memset(&sa,0,sizeof sa); sa.sa_handler=h; sigaddset(&sa.sa_mask,SIGINT); sa.sa_flags=SA_RESTART; sigaction(SIGUSR1,&sa,NULL);
 sa.sa_sigaction=hi; sa.sa_flags=SA_SIGINFO|SA_NODEFER|SA_ONSTACK; sigaction(SIGUSR2,&sa,&sa); sigaction(SIGTERM,NULL,&sa); signal(SIGPIPE,SIG_IGN);
 kill(getpid(),SIGUSR1); 
 sigset_t s; sigemptyset(&s); sigaddset(&s,SIGHUP); sigaddset(&s,40); sigprocmask(SIG_BLOCK,&s,NULL); sigprocmask(SIG_SETMASK,NULL,&s); sigpending(&s);
 stack_t ss={.ss_sp=buf,.ss_size=100}; sigaltstack(&ss,NULL); sigaltstack(NULL,&ss);
 struct timespec t={0,1000000}; nanosleep(&t,&t); clock_gettime(99,&t); clock_getres(CLOCK_MONOTONIC,&t);
 t.tv_nsec=-1; nanosleep(&t,NULL);
 struct itimerval it={{0,0},{100,0}}; setitimer(ITIMER_REAL,&it,NULL); 
 struct rlimit rl; syscall(SYS_prlimit64,0,RLIMIT_STACK,NULL,&rl); 

 getuid(); geteuid();  
 mkdir("strace-dir",0755); mkdir("strace-dir",0755); rename("strace-dir","strace-dir2"); rmdir("strace-dir2"); unlink("nope");
 symlink("target text","strace-link"); readlink("strace-link",buf,100); unlink("strace-link"); link("strace-test.txt","strace-hard"); unlink("strace-hard");
 chmod("strace-test.txt",0600); access("strace-test.txt",R_OK|W_OK); access("/",F_OK); umask(022); truncate("strace-test.txt",3);
 getcwd(buf,200); chdir("/nonexistent");
 dup(1); dup2(1,20); close(20); close(99);
 int dfd=open(".",O_RDONLY|O_DIRECTORY|O_CLOEXEC); openat(dfd,"nothere",O_WRONLY|O_APPEND|O_NONBLOCK); fstatat(dfd,"strace-test.txt",&st,AT_SYMLINK_NOFOLLOW); close(dfd);
 sched_yield(); getpriority(PRIO_PROCESS,0); 
 pid_t pid=fork(); if(pid==0){ raise(SIGKILL);} int status; waitpid(pid,&status,0);
 pid=fork(); if(pid==0){ _exit(300);} wait4(pid,&status,0,NULL);
 wait(&status);
 unlink("strace-test.txt");
 *(volatile int*)16=1;
}
`;

/** Processes that are followed with -f. */
export const FOLLOWED = `#define _GNU_SOURCE
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc > 1) return 9;
  int status;
  pid_t pid = fork();
  if (pid == 0) {
    char *args[] = {"me", "again", NULL};
    char *env[] = {"X=1", "Y=2", NULL};
    execve("/proc/self/exe", args, env);
  }
  waitpid(pid, &status, 0);
  pid = fork();
  if (pid == 0) {
    raise(SIGSTOP);
    usleep(50000);
    _exit(5);
  }
  waitpid(pid, &status, WUNTRACED);
  kill(pid, SIGCONT);
  waitpid(pid, &status, WCONTINUED);
  waitpid(pid, &status, 0);
  pid = vfork();
  if (pid == 0) _exit(1);
  waitpid(pid, &status, 0);
  return 0;
}
`;
