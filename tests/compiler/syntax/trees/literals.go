package p

var (
	a = 1_000
	b = 0x1p-2
	c = 'x'
	d = "s\n"
	e = `raw
string`
	f = 2i
	g = .5
	h = 0b101
	i = '\u00e4'
	j = "äö"
	äö = 1
)
