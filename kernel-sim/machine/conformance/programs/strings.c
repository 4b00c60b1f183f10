/* Strings, sorting, number parsing, 128-bit arithmetic and formatted output: what libc makes of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ctype.h>
#include <stdint.h>
static uint32_t crc(const unsigned char*p,size_t n){uint32_t c=~0u;while(n--){c^=*p++;for(int i=0;i<8;i++)c=c>>1^(0xEDB88320&-(c&1));}return ~c;}
static int cmp(const void*a,const void*b){return strcmp(*(char**)a,*(char**)b);}
int main(int argc,char**argv){
  char buf[300];char*w[64];int n=0;
  for(int i=0;i<64;i++){snprintf(buf,sizeof buf,"word%03d-%x-%o",(i*37)%101,i*7919,i);w[n++]=strdup(buf);}
  qsort(w,n,sizeof*w,cmp);for(int i=0;i<n;i+=7)printf("%s\n",w[i]);
  char big[5000];memset(big,'a',sizeof big);big[4999]=0;big[1234]='b';printf("%zu %d %d\n",strlen(big),(int)(strchr(big,'b')-big),memcmp(big,big+1,4000));
  memmove(big+3,big,3000);printf("%08x\n",crc((unsigned char*)big,4999));
  strcpy(buf,"The quick brown fox");for(char*p=buf;*p;p++)*p=toupper((unsigned char)*p);puts(buf);
  for(char*t=strtok(buf," ");t;t=strtok(0," "))printf("[%s]",t);puts("");
  printf("%ld %lu %llx %d\n",strtol("-12345",0,10),strtoul("ffff",0,16),(unsigned long long)-1,atoi("77"));
  long long a=123456789012345LL;printf("%lld %lld %lld\n",a*1000%998244353,a/-7,-a%1000);
  __int128 m=(__int128)a*a;printf("%llx%016llx\n",(long long)(m>>64),(unsigned long long)m);
  m/=12345;printf("%llx%016llx\n",(long long)(m>>64),(unsigned long long)m);
  return (int)(crc((unsigned char*)w[0],strlen(w[0]))&0x7f);}
