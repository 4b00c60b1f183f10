/* Trees, shell sort, byte histograms, a random generator: integer code as gcc makes it. */
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
struct node{struct node*l,*r;int k;};
static struct node*ins(struct node*t,int k){if(!t){t=calloc(1,sizeof*t);t->k=k;return t;}if(k<t->k)t->l=ins(t->l,k);else t->r=ins(t->r,k);return t;}
static long sum(struct node*t,int d){return t?sum(t->l,d+1)+sum(t->r,d+1)+(long)t->k*d:0;}
static uint64_t rng=88172645463325252ull;static uint64_t nx(void){rng^=rng<<13;rng^=rng>>7;rng^=rng<<17;return rng;}
int main(void){struct node*t=0;for(int i=0;i<3000;i++)t=ins(t,nx()%100000);printf("%ld\n",sum(t,0));
 int*a=malloc(40000);for(int i=0;i<10000;i++)a[i]=nx();for(int g=5000;g;g/=2)for(int i=g;i<10000;i++){int v=a[i],j=i;for(;j>=g&&a[j-g]>v;j-=g)a[j]=a[j-g];a[j]=v;}
 for(int i=0;i<10000;i+=1999)printf("%d ",a[i]);puts("");uint8_t h[256]={0};for(int i=0;i<10000;i++)h[a[i]&255]++;unsigned s=0;for(int i=0;i<256;i++)s=s*31+h[i];printf("%u\n",s);
 double v[100];for(int i=0;i<100;i++)v[i]=(double)(nx()%1000)/7;double q=0;for(int i=0;i<100;i++)q+=v[i]*v[99-i];printf("%ld\n",(long)(q*1000));return 5;}
