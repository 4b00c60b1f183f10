/* Doubles as bit patterns: arithmetic, conversions, the math library. */
#include <stdio.h>
#include <math.h>
#include <string.h>
#include <stdint.h>
static void p(const char*n,double d){uint64_t u;memcpy(&u,&d,8);printf("%s %016llx\n",n,(unsigned long long)u);}
int main(void){volatile double x=1.5,y=-2.25,z=0;float f=1.1f;
 p("add",x+y);p("mul",x*y);p("div",x/y);p("inf",x/z);p("nan",z/z);p("sqrt",sqrt(x));p("sin",sin(x));p("exp",exp(x));p("pow",pow(x,y+5));p("log",log(x));p("floor",floor(y));p("fmod",fmod(10.5,3));
 p("atan2",atan2(x,y));p("cbrt",cbrt(x)); for(int i=0;i<50;i++){f=f*1.01f+0.3f;} p("f",f); p("i",(double)(int)(x*1000)); p("u",(double)(unsigned long)(x*1e18)); printf("%d %ld %u\n",(int)-2.9,(long)1e15,(unsigned)3e9);
 double s=0;for(int i=1;i<100000;i++)s+=1.0/i;p("h",s);double m[16],r[16];for(int i=0;i<16;i++)m[i]=i*0.5;for(int i=0;i<4;i++)for(int j=0;j<4;j++){r[i*4+j]=0;for(int k=0;k<4;k++)r[i*4+j]+=m[i*4+k]*m[k*4+j];}p("m",r[7]); printf("%f %.3e %g %a\n", x*y, s, 1e100/3, 0.1); long double l=1; for(int i=1;i<25;i++) l=l*i+1/(long double)i; printf("%Lf %.15Le\n", l, 1/l); printf("%d %ld\n", (int)l, (long)(l/1e6L)); return 0;}
