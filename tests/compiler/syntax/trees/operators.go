package p

var x = a + b*c<<d - e&&f || g == -h != !i &^ j | k ^ ^l
var y = a * (b + c) % d / e
var z = *p - &q.r + <-c
var w = a || b && c == d + e*f
