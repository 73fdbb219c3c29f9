"""What is asked, and how it is agreed: two engines that know no product, and one folder for each product."""
