package p

var _ = a || b && c == d + e * f
var _ = a * b + c == d && e || f
var _ = a + b * c + d * e + f
var _ = a == b + c && d
