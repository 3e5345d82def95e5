Console.WriteLine("zero");
