package p

var a = make(chan<- chan int)
var b <-chan <-chan int
var c chan chan<- int
var d = <-chan<- chan int(nil)
var e = []<-chan int{}
func f(c <-chan int, d chan<- (chan int)) (<-chan int)
