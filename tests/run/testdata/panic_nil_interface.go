package main

func main() {
	var err error
	println(err.Error())
}
