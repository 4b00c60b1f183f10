/* false(1): does nothing, and fails at it. */
int main(void)
{
	return 1;
}
