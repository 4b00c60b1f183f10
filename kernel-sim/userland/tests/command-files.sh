printf 'apple\nbanana split\nHello world\n\ncherry\naa\n' > a.txt
printf 'bee\na.b\n' > b.txt
printf '10\n9\n-3\n2.5\n100\n' > nums.txt
printf 'x\nx\ny\nx\nz\nz\n' > dup.txt
printf 'b  2\na  10\nc  1\na  2\n' > cols.txt
printf 'root:x:0:a\nbin:y:20\nus:z:3:q:w\n' > pw.txt
printf '1K\n500\n2M\n3K\n' > human.txt
mkdir -p dir/sub
echo A > dir/a
echo BB > dir/b
touch dir/.hid dir/sub/deep
ln -s a.txt link
seq 1 500 > big
touch -d @1000000000 old
touch -d @1600000000 a.txt b.txt dir/a dir/b dir/.hid dir/sub/deep dir/sub dir big
chmod -R u=rwX,go=rX .
chmod 755 dir/b
