/* Forty thousand calls of bpf(2) with attributes that are mostly nonsense (a fixed seed): the kernel must survive. Run by hostile.test.ts. */
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>
static uint64_t s=777; static uint32_t r(void){ s=s*6364136223846793005ull+1; return s>>33; }
static uint8_t a[144], k[256], v[65536];
#define U(o,x) (*(uint32_t*)(a+o)=(x))
#define P(o,x) (*(uint64_t*)(a+o)=(uint64_t)(x))
static long b(int c){return syscall(321,c,a,144);}
int main(void){ int ok=0;
 for(int i=0;i<40000;i++){ memset(a,0,sizeof a); for(int j=0;j<8;j++) k[r()%8]=r()%3?0:r();
  int c=r()%12; long res;
  if(c==0){ static int ks[]={0,4,4,4,8,5}, vs[]={0,4,8,8,16,3,100}, mx[]={0,1,4,16,4096,8192}; static int fl[]={0,0,0,1,1<<10,8,16,128}; U(0,r()%31);U(4,ks[r()%6]);U(8,vs[r()%7]);U(12,mx[r()%6]);U(16,fl[r()%8]); U(20,r()%20); res=b(0); if(res>40) close(res);}
  else if(c<9){ static int cmd[]={1,2,3,4,21,2,2,1}; U(0,3+r()%40);P(8,r()%20?(uint64_t)k:0);P(16,v);P(24,r()%9); if(cmd[c-1]==3)P(16,0),P(24,0); if(cmd[c-1]==4)P(24,0); if(r()%3==0)*(uint32_t*)v=3+r()%40; res=b(cmd[c-1]); }
  else if(c==9){ static int cmd[]={24,25,26,27}; P(0,r()%2?(uint64_t)k:0);P(8,v);P(16,v+1000);P(24,v+20000);U(32,r()%20);U(36,3+r()%40); res=b(cmd[r()%4]); }
  else if(c==10){ uint64_t prog[12]; int n=1+r()%10; for(int j=0;j<n;j++){ static uint8_t ops[]={0xb7,0xbf,0x07,0x0f,0x85,0x95,0x79,0x7b,0x15,0x18,0x61,0x63,0xb4,0x05,0xdb,0x27,0x5f}; prog[j]=ops[r()%17]|(r()%11)<<8|(uint64_t)(r()%3)<<12|(uint64_t)(uint16_t)(r()%32-16)<<16|(uint64_t)(r()%3?r()%130:r())<<32; } if(r()%2) prog[n-2<0?0:n-2]=0xb7; prog[n-1]=0x95; U(0,1+r()%18);U(4,n);P(8,prog);P(16,"GPL"); res=b(5); if(res>60) close(res); }
  else { U(0,3+r()%60);U(8,14+r()%60);U(12,100);P(16,v);P(24,v+5000); res=b(10); }
  if(res>=0) ok++; if(r()%200==0) close(3+r()%60);
 }
 printf("ok %d\n",ok); return 0;}
